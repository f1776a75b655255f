// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>
#include <QTimer>

class QDBusServiceWatcher;

namespace Signalbox {

/**
 * Waits until it is safe to touch QSystemTrayIcon. Qt asks once per process whether a StatusNotifierWatcher is there
 * and keeps the answer; at login the desktop's panel is often later than we are. XEmbed trays may come at any time,
 * so only the watcher is waited for, and only where there is a session bus to find it on.
 */
class TrayWait : public QObject
{
    Q_OBJECT

public:
    explicit TrayWait(int milliseconds, QObject *parent = nullptr);

    /** Answers over() once, later: at once if nothing is to be waited for. */
    void start();

Q_SIGNALS:
    void over(bool hasWatcher);

private:
    void finish(bool hasWatcher);

    QTimer m_limit;
    QDBusServiceWatcher *m_watcher = nullptr;
    bool m_isOver = false;
};

} // namespace Signalbox
