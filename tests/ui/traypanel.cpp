// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/ui/traypanel.h"

#include <QDBusArgument>
#include <QDBusInterface>
#include <QDBusMessage>
#include <QDBusPendingCallWatcher>
#include <QDBusVariant>
#include <QSignalSpy>
#include <QtEndian>

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

/** What an entry offers, then its children's. */
void readNode(const QDBusArgument &node, const QStringList &above, QList<TrayPanel::Entry> &entries)
{
    TrayPanel::Entry entry;
    QVariantMap properties;
    node.beginStructure();
    node >> entry.number >> properties;
    entry.isEnabled = properties.value(QStringLiteral("enabled"), true).toBool();
    entry.isMenu = properties.value(QStringLiteral("children-display")).toString() == QLatin1String("submenu");
    entry.icon = QImage::fromData(properties.value(QStringLiteral("icon-data")).toByteArray());
    const bool isVisible = properties.value(QStringLiteral("visible"), true).toBool();
    if (properties.value(QStringLiteral("type")).toString() != QLatin1String("separator"))
        entry.path = above + QStringList{properties.value(QStringLiteral("label")).toString()};
    const bool isRoot = entry.number == 0;
    if (isVisible && !isRoot)
        entries.append(entry);
    QList<TrayPanel::Entry> inside;
    node.beginArray();
    while (!node.atEnd()) {
        QDBusVariant child;
        node >> child;
        readNode(child.variant().value<QDBusArgument>(), isRoot ? above : entry.path, inside);
    }
    node.endArray();
    node.endStructure();
    if (isVisible)
        entries.append(inside);
}

/** Pixels in the order of the network. */
QList<QImage> readIcons(const QDBusArgument &pixmaps)
{
    QList<QImage> icons;
    pixmaps.beginArray();
    while (!pixmaps.atEnd()) {
        int width = 0;
        int height = 0;
        QByteArray pixels;
        pixmaps.beginStructure();
        pixmaps >> width >> height >> pixels;
        pixmaps.endStructure();
        if (width < 1 || height < 1 || pixels.size() != qsizetype(width) * height * 4)
            return {};
        QImage icon(width, height, QImage::Format_ARGB32);
        for (int at = 0; at < width * height; ++at)
            icon.setPixel(at % width, at / width, qFromBigEndian<quint32>(pixels.constData() + qsizetype(at) * 4));
        icons.append(icon);
    }
    pixmaps.endArray();
    return icons;
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

QList<QImage> TrayPanel::icons()
{
    return readIcons(itemProperty(QStringLiteral("IconPixmap")).value<QDBusArgument>());
}

QString TrayPanel::toolTip()
{
    const QDBusArgument tip = itemProperty(QStringLiteral("ToolTip")).value<QDBusArgument>();
    QString icon;
    QString title;
    tip.beginStructure();
    tip >> icon;
    readIcons(tip);
    tip >> title;
    tip.endStructure();
    return title;
}

QList<TrayPanel::Entry> TrayPanel::menu()
{
    if (m_menuPath.isEmpty()) {
        m_menuPath = itemProperty(QStringLiteral("Menu")).value<QDBusObjectPath>().path();
        for (const char *news : {"LayoutUpdated", "ItemsPropertiesUpdated"})
            m_bus.connect(item(), m_menuPath, menuInterface, QLatin1String(news), this, SLOT(onMenuNews(QDBusMessage)));
    }
    QDBusMessage question =
        QDBusMessage::createMethodCall(item(), m_menuPath, menuInterface, QStringLiteral("GetLayout"));
    question << 0 << -1 << QStringList();
    const QDBusMessage answer = answerOf(m_bus, question);
    QList<Entry> entries;
    if (answer.type() == QDBusMessage::ReplyMessage)
        readNode(answer.arguments().at(1).value<QDBusArgument>(), {}, entries);
    return entries;
}

void TrayPanel::onMenuNews(const QDBusMessage &)
{
    ++m_menuNews;
}

void TrayPanel::click(int entry)
{
    QDBusMessage question = QDBusMessage::createMethodCall(item(), m_menuPath, menuInterface, QStringLiteral("Event"));
    question << entry << QStringLiteral("clicked") << QVariant::fromValue(QDBusVariant(QString())) << 0U;
    answerOf(m_bus, question);
}

} // namespace Signalbox
