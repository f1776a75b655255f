// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/questions/questionlist.h"

#include <QWidget>

class QHBoxLayout;
class QLabel;
class QPushButton;
class QVBoxLayout;

namespace Signalbox {

class GrowingText;
class SchemaForm;

/** One question: who asks, what, the place for the answer, and the buttons that give or refuse it. */
class QuestionView : public QWidget
{
    Q_OBJECT

public:
    /** `client`: how the client in whose call it came is called; may be empty. */
    QuestionView(const Question &question, const QString &client, QWidget *parent = nullptr);

    quint64 number() const { return m_question.number; }
    const Question &question() const { return m_question; }
    SchemaForm *form() const { return m_form; } //!< null if it asks for something else
    /** The time that is left is counted from here. */
    void setNow(const QDateTime &now);
    void focusAnswer();

Q_SIGNALS:
    /** `result` as the client would have given it. */
    void answered(quint64 number, const QJsonObject &result);
    void refused(quint64 number);

private:
    void buildForm();
    void buildUrl();
    void buildRoots();
    void buildSampling();
    QPushButton *addButton(const char *icon, const QString &text, const QString &hint);
    void addText(const QString &text, bool isQuiet);
    void answer(const QJsonObject &result);
    void refuse();
    void sendForm();
    void sendRoots();
    void sendReply();
    void openUrl();
    void chooseFolder();
    void close();

    Question m_question;
    QVBoxLayout *m_body;
    QHBoxLayout *m_buttons;
    QLabel *m_left;
    QLabel *m_fault;
    SchemaForm *m_form = nullptr;
    GrowingText *m_text = nullptr;
    QWidget *m_first = nullptr; //!< gets the focus
    bool m_isOver = false;
};

} // namespace Signalbox
