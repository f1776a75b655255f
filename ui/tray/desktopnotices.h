// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/notices/desktopnotification.h"
#include "ui/tray/alerts.h"

namespace Signalbox {

/** Alerts as a notification of the desktop, with buttons. Where the desktop has none, somebody else tells them. */
class DesktopNotices : public QObject
{
    Q_OBJECT

public:
    explicit DesktopNotices(QObject *parent = nullptr,
                            const QDBusConnection &bus = QDBusConnection::sessionBus());

    void show(const Alert &alert);
    static QString label(Alert::Action action); //!< of a button

Q_SIGNALS:
    void chosen(Signalbox::Alert::Action action, quint64 backend);
    void notShown(const QString &title, const QString &text);

private:
    void onChosen(const QString &key, quint64 backend);

    DesktopNotification m_notification;
};

} // namespace Signalbox
