// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/tray/alerts.h"

class QDBusPendingCallWatcher;

namespace Signalbox {

/**
 * Alerts as notifications of the desktop, with buttons (org.freedesktop.Notifications). A new one takes the place of the
 * one before. Where the desktop has none, it says so and somebody else shows the alert.
 */
class DesktopNotices : public QObject
{
    Q_OBJECT

public:
    explicit DesktopNotices(QObject *parent = nullptr);

    void show(const Alert &alert);
    static QString label(Alert::Action action); //!< of a button

Q_SIGNALS:
    void chosen(Signalbox::Alert::Action action, quint64 backend);
    void notShown(const Signalbox::Alert &alert);

private Q_SLOTS:
    void onActionInvoked(quint32 id, const QString &action);
    void onClosed(quint32 id, quint32 reason);

private:
    void onAnswer(QDBusPendingCallWatcher *answer, const Alert &alert);

    quint32 m_id = 0; //!< of the notification that may still be there
    quint64 m_backend = 0; //!< it is about
};

} // namespace Signalbox
