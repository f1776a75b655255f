// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/questions/questionlist.h"

#include <QFrame>

class QLabel;
class QPushButton;
class QStackedWidget;

namespace Signalbox {

class Board;
class Commands;
class QuestionView;

/** The questions that wait for the person, one at a time, above the views of the window; hidden while there is none. */
class QuestionPanel : public QFrame
{
    Q_OBJECT

public:
    QuestionPanel(Board *board, Commands *commands, QWidget *parent = nullptr);

    QuestionView *current() const; //!< null while nobody asks
    int count() const;
    void setNow(const QDateTime &now);
    void focusAnswer();

private:
    void add(const Question &question);
    void remove(quint64 number);
    void send(const QString &command, quint64 number, const QJsonObject &arguments);
    void move(int by);
    void update();
    QString clientOf(const Question &question) const;

    Board *m_board;
    Commands *m_commands;
    QStackedWidget *m_stack;
    QLabel *m_place;
    QPushButton *m_previous;
    QPushButton *m_next;
    QWidget *m_pager;
};

} // namespace Signalbox
