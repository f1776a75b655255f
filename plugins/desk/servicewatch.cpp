// SPDX-License-Identifier: GPL-3.0-or-later
#include "plugins/desk/servicewatch.h"

#include <QDBusMessage>
#include <QDBusPendingCallWatcher>
#include <QDBusPendingReply>
#include <QFileInfo>
#include <QThread>

namespace Signalbox {

namespace {
constexpr int answerTime = 1000;

/** Without an address libdbus would start a bus of its own, which nobody asked for. */
bool hasBus()
{
    const QString runtime = qEnvironmentVariable("XDG_RUNTIME_DIR");
    const bool hasSocket = !runtime.isEmpty() && QFileInfo::exists(runtime + QStringLiteral("/bus"));
    return hasSocket || !qEnvironmentVariableIsEmpty("DBUS_SESSION_BUS_ADDRESS");
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
    , m_bus(QStringLiteral("none"))
{
}

void ServiceWatch::start()
{
    if (!hasBus()) {
        QMetaObject::invokeMethod(this, &ServiceWatch::known, Qt::QueuedConnection);
        return;
    }
    // The greeting waits for the bus, and a bus that hangs must not hang the gateway: one thread, for this moment.
    QThread *greeting = QThread::create([] { QDBusConnection::sessionBus(); });
    connect(greeting, &QThread::finished, this, &ServiceWatch::connected);
    connect(greeting, &QThread::finished, greeting, &QObject::deleteLater);
    greeting->start();
}

void ServiceWatch::connected()
{
    m_bus = QDBusConnection::sessionBus();
    if (!m_bus.isConnected()) {
        Q_EMIT known();
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
