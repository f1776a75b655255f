// SPDX-License-Identifier: GPL-3.0-or-later
#include "plugins/desk/servicewatch.h"

#include <QDBusMessage>
#include <QDBusPendingCallWatcher>
#include <QDBusPendingReply>
#include <QFileInfo>

namespace Signalbox {

namespace {
constexpr int answerTime = 1000;

/** Without an address libdbus would start a bus of its own, which nobody asked for. */
QDBusConnection existingBus()
{
    const QString runtime = qEnvironmentVariable("XDG_RUNTIME_DIR");
    const bool hasSocket = !runtime.isEmpty() && QFileInfo::exists(runtime + QStringLiteral("/bus"));
    if (qEnvironmentVariableIsEmpty("DBUS_SESSION_BUS_ADDRESS") && !hasSocket)
        return QDBusConnection(QStringLiteral("none"));
    return QDBusConnection::sessionBus();
}

QDBusMessage busCall(const QString &method)
{
    return QDBusMessage::createMethodCall(QStringLiteral("org.freedesktop.DBus"),
                                          QStringLiteral("/org/freedesktop/DBus"),
                                          QStringLiteral("org.freedesktop.DBus"), method);
}
} // namespace

ServiceWatch::ServiceWatch(const QStringList &services, QObject *parent)
    : QObject(parent)
    , m_services(services)
    , m_bus(existingBus())
{
}

void ServiceWatch::start()
{
    if (!m_bus.isConnected()) {
        QMetaObject::invokeMethod(this, &ServiceWatch::known, Qt::QueuedConnection);
        return;
    }
    m_watcher.setConnection(m_bus);
    m_watcher.setWatchMode(QDBusServiceWatcher::WatchForOwnerChange);
    m_watcher.setWatchedServices(m_services);
    connect(&m_watcher, &QDBusServiceWatcher::serviceOwnerChanged, this, &ServiceWatch::ownerChanged);
    m_open = m_services.size() + 1;
    askStartable();
    for (const QString &service : m_services)
        askRunning(service);
}

void ServiceWatch::askStartable()
{
    const QDBusPendingCall pending = m_bus.asyncCall(busCall(QStringLiteral("ListActivatableNames")), answerTime);
    auto *watcher = new QDBusPendingCallWatcher(pending, this);
    connect(watcher, &QDBusPendingCallWatcher::finished, this, [this](QDBusPendingCallWatcher *done) {
        const QDBusPendingReply<QStringList> reply(*done);
        if (reply.isValid())
            m_startable = reply.value();
        done->deleteLater();
        oneAnswered();
    });
}

void ServiceWatch::askRunning(const QString &service)
{
    QDBusMessage question = busCall(QStringLiteral("NameHasOwner"));
    question << service;
    auto *watcher = new QDBusPendingCallWatcher(m_bus.asyncCall(question, answerTime), this);
    connect(watcher, &QDBusPendingCallWatcher::finished, this, [this, service](QDBusPendingCallWatcher *done) {
        const QDBusPendingReply<bool> reply(*done);
        // A change that was told meanwhile is newer than this answer.
        if (reply.isValid() && !m_running.contains(service))
            m_running.insert(service, reply.value());
        done->deleteLater();
        oneAnswered();
    });
}

void ServiceWatch::oneAnswered()
{
    if (--m_open == 0)
        Q_EMIT known();
}

void ServiceWatch::ownerChanged(const QString &service, const QString &, const QString &now)
{
    m_running.insert(service, !now.isEmpty());
    Q_EMIT changed();
}

} // namespace Signalbox
