// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/ui/traypanel.h"

#include <QDBusArgument>
#include <QDBusInterface>
#include <QDBusMessage>
#include <QDBusPendingCallWatcher>
#include <QDBusVariant>
#include <QSignalSpy>

namespace Signalbox {

namespace {

const QString itemInterface = QStringLiteral("org.kde.StatusNotifierItem");
const QString menuInterface = QStringLiteral("com.canonical.dbusmenu");

/** An answer, while the event loop of the item goes on. */
QDBusMessage answerOf(const QDBusConnection &bus, const QDBusMessage &question)
{
    QDBusPendingCallWatcher watcher(bus.asyncCall(question, 5000));
    QSignalSpy finished(&watcher, &QDBusPendingCallWatcher::finished);
    if (!watcher.isFinished())
        finished.wait(6000);
    return watcher.reply();
}

/** One node of the menu: its number, its properties, its children. */
void readNode(const QDBusArgument &node, QList<std::pair<int, QString>> &entries)
{
    int number = 0;
    QVariantMap properties;
    node.beginStructure();
    node >> number >> properties;
    const QString label = properties.value(QStringLiteral("label")).toString();
    if (!label.isEmpty() && properties.value(QStringLiteral("visible"), true).toBool())
        entries.append({number, label});
    node.beginArray();
    while (!node.atEnd()) {
        QDBusVariant child;
        node >> child;
        readNode(child.variant().value<QDBusArgument>(), entries);
    }
    node.endArray();
    node.endStructure();
}

} // namespace

TrayPanel::TrayPanel()
    : m_bus(QDBusConnection::connectToBus(QDBusConnection::SessionBus, QStringLiteral("panel")))
{
    moveToThread(&m_thread);
    m_thread.start();
}

TrayPanel::~TrayPanel()
{
    m_thread.quit();
    m_thread.wait();
    QDBusConnection::disconnectFromBus(QStringLiteral("panel"));
}

void TrayPanel::appear()
{
    m_bus.registerObject(QStringLiteral("/StatusNotifierWatcher"), this,
                         QDBusConnection::ExportAllSlots | QDBusConnection::ExportAllProperties);
    m_bus.registerService(QStringLiteral("org.kde.StatusNotifierWatcher"));
}

void TrayPanel::RegisterStatusNotifierItem(const QString &service)
{
    const QMutexLocker locker(&m_lock);
    m_items.append(service.startsWith(QLatin1Char('/')) ? message().service() : service);
}

QStringList TrayPanel::items() const
{
    const QMutexLocker locker(&m_lock);
    return m_items;
}

QVariant TrayPanel::itemProperty(const QString &name)
{
    QDBusMessage question =
        QDBusMessage::createMethodCall(item(), QStringLiteral("/StatusNotifierItem"),
                                       QStringLiteral("org.freedesktop.DBus.Properties"), QStringLiteral("Get"));
    question << itemInterface << name;
    const QDBusMessage answer = answerOf(m_bus, question);
    if (answer.type() != QDBusMessage::ReplyMessage)
        return {};
    return answer.arguments().constFirst().value<QDBusVariant>().variant();
}

QList<std::pair<int, QString>> TrayPanel::menu()
{
    m_menuPath = itemProperty(QStringLiteral("Menu")).value<QDBusObjectPath>().path();
    QDBusMessage question =
        QDBusMessage::createMethodCall(item(), m_menuPath, menuInterface, QStringLiteral("GetLayout"));
    question << 0 << -1 << QStringList();
    const QDBusMessage answer = answerOf(m_bus, question);
    QList<std::pair<int, QString>> entries;
    if (answer.type() == QDBusMessage::ReplyMessage)
        readNode(answer.arguments().at(1).value<QDBusArgument>(), entries);
    return entries;
}

void TrayPanel::click(int entry)
{
    QDBusMessage question = QDBusMessage::createMethodCall(item(), m_menuPath, menuInterface, QStringLiteral("Event"));
    question << entry << QStringLiteral("clicked") << QVariant::fromValue(QDBusVariant(QString())) << 0U;
    answerOf(m_bus, question);
}

} // namespace Signalbox
