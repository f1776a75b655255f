// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/tray/traywait.h"

#include <QDBusConnection>
#include <QDBusConnectionInterface>
#include <QDBusPendingCallWatcher>
#include <QDBusPendingReply>
#include <QDBusServiceWatcher>

namespace Signalbox {

namespace {
const QString service = QStringLiteral("org.kde.StatusNotifierWatcher");
}

TrayWait::TrayWait(int milliseconds, QObject *parent)
    : QObject(parent)
{
    m_limit.setSingleShot(true);
    m_limit.setInterval(milliseconds);
    connect(&m_limit, &QTimer::timeout, this, [this] { finish(false); });
}

void TrayWait::start()
{
    QDBusConnection bus = QDBusConnection::sessionBus();
    if (!bus.isConnected()) {
        QMetaObject::invokeMethod(
            this, [this] { finish(false); }, Qt::QueuedConnection);
        return;
    }
    m_limit.start();
    m_watcher = new QDBusServiceWatcher(service, bus, QDBusServiceWatcher::WatchForRegistration, this);
    connect(m_watcher, &QDBusServiceWatcher::serviceRegistered, this, [this] { finish(true); });
    // Asked after the watch began: whichever way round, its coming is not missed.
    auto *asked =
        new QDBusPendingCallWatcher(bus.interface()->asyncCall(QStringLiteral("NameHasOwner"), service), this);
    connect(asked, &QDBusPendingCallWatcher::finished, this, [this](QDBusPendingCallWatcher *answer) {
        if (QDBusPendingReply<bool>(*answer).value())
            finish(true);
        answer->deleteLater();
    });
}

void TrayWait::finish(bool hasWatcher)
{
    if (m_isOver)
        return;
    m_isOver = true;
    m_limit.stop();
    Q_EMIT over(hasWatcher);
}

} // namespace Signalbox
