// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/bus/facts.h"

#include <QWidget>

class QLabel;

namespace Signalbox {

class LogView;

/** One backend in full: how it is and why, its plugin's own facts, the last lines of its error output. */
class BackendDetails : public QWidget
{
    Q_OBJECT

public:
    explicit BackendDetails(QWidget *parent = nullptr);

    void show(const BackendFact &backend, const QDateTime &now);
    void showNothing();

private:
    QLabel *m_icon;
    QLabel *m_head;
    QLabel *m_reason;
    QLabel *m_facts;
    QLabel *m_outputTitle;
    LogView *m_output;
    quint64 m_number = 0; //!< whose output it is
};

} // namespace Signalbox
