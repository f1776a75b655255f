// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QSet>
#include <QWidget>

class QComboBox;
class QPushButton;

namespace Signalbox {

class NoticeModel;
class SortedRows;

/** Which notifications are seen: of which server, of what kind, how grave; and whether new ones come in at all. */
class NoticeFilters : public QWidget
{
    Q_OBJECT

public:
    /** Both outlive this. */
    NoticeFilters(NoticeModel *notices, SortedRows *rows, QWidget *parent = nullptr);

    QComboBox *source() const { return m_source; }
    QComboBox *kind() const { return m_kind; }
    QComboBox *level() const { return m_level; }
    QPushButton *pause() const { return m_pause; }

private:
    void learn(int first, int last);
    void chooseSource();
    void chooseKind();
    void chooseLevel();
    void showHeld();

    NoticeModel *m_notices;
    SortedRows *m_rows;
    QComboBox *m_source;
    QComboBox *m_kind;
    QComboBox *m_level;
    QPushButton *m_pause;
    QSet<QString> m_sources;
    QSet<QString> m_kinds;
};

} // namespace Signalbox
