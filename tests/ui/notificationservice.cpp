// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/ui/notificationservice.h"

#include <QDBusConnectionInterface>

#include <utility>

namespace Signalbox {

namespace {
const QString name = QStringLiteral("org.freedesktop.Notifications");
const QString line = QStringLiteral("notifications");
} // namespace

bool NotificationService::isBusFree()
{
    const QDBusConnection bus = QDBusConnection::sessionBus();
    return bus.isConnected() && !bus.interface()->isServiceRegistered(name)
        && !bus.interface()->activatableServiceNames().value().contains(name);
}

NotificationService::NotificationService(const QStringList &capabilities, uint firstId)
    : m_bus(QDBusConnection::connectToBus(QDBusConnection::SessionBus, line))
    , m_capabilities(capabilities)
    , m_nextId(firstId)
{
    m_bus.registerObject(QStringLiteral("/org/freedesktop/Notifications"), this, QDBusConnection::ExportAllContents);
    m_bus.registerService(name);
}

NotificationService::~NotificationService()
{
    m_bus.unregisterService(name);
    QDBusConnection::disconnectFromBus(line);
}

void NotificationService::press(uint id, const QString &action)
{
    Q_EMIT ActionInvoked(id, action);
}

void NotificationService::dismiss(uint id)
{
    m_there.remove(id);
    Q_EMIT NotificationClosed(id, 2);
}

void NotificationService::answerAll()
{
    m_isHolding = false;
    const QList<QDBusMessage> held = std::exchange(m_held, {});
    for (const QDBusMessage &question : held) {
        const QList<QVariant> said = question.arguments();
        if (question.member() == QLatin1String("GetCapabilities"))
            m_bus.send(question.createReply(GetCapabilities()));
        else
            m_bus.send(question.createReply(Notify({}, said.at(1).toUInt(), {}, said.at(3).toString(),
                                                   said.at(4).toString(), {}, {}, said.at(7).toInt())));
    }
}

QStringList NotificationService::GetCapabilities()
{
    if (m_isHolding) {
        setDelayedReply(true);
        m_held.append(message());
    }
    return m_capabilities;
}

uint NotificationService::Notify(const QString &, uint replaces, const QString &, const QString &title,
                                 const QString &text, const QStringList &actions, const QVariantMap &hints,
                                 int expires)
{
    if (m_isHolding) {
        setDelayedReply(true);
        m_held.append(message());
        return 0;
    }
    ++m_asked;
    if (m_isRefusing) {
        sendErrorReply(QDBusError::LimitsExceeded, QStringLiteral("too many notifications"));
        return 0;
    }
    const uint id = replaces != 0 ? replaces : m_nextId++;
    m_there.insert(id, {title, text, actions, hints, expires});
    return id;
}

void NotificationService::CloseNotification(uint id)
{
    m_takenBack.append(id);
    if (m_there.remove(id))
        Q_EMIT NotificationClosed(id, 3);
}

} // namespace Signalbox
