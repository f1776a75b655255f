// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QFrame>

class QLabel;
class QPushButton;

namespace Signalbox {

class Overview;

/** The line at the top of the window: state, address, counts, and the latest trouble in words. */
class OverviewStrip : public QFrame
{
    Q_OBJECT

public:
    explicit OverviewStrip(Overview *overview, QWidget *parent = nullptr);
    /** Not where the page below tells them in full. */
    void setTroubleShown(bool isShown);

private:
    void update();
    void updateTroubles();
    void copyAddress();

    Overview *m_overview;
    QLabel *m_icon;
    QLabel *m_headline;
    QLabel *m_counts;
    QLabel *m_address;
    QPushButton *m_copy;
    bool m_isTroubleShown = true;
    QWidget *m_troubleRow;
    QLabel *m_trouble;
};

} // namespace Signalbox
