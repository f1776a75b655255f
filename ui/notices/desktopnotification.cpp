// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/notices/desktopnotification.h"

#include <QDBusMessage>
#include <QDBusPendingCallWatcher>
#include <QDBusServiceWatcher>
#include <QVariantMap>

#include <limits>
#include <utility>

namespace Signalbox {

namespace {

const QString service = QStringLiteral("org.freedesktop.Notifications");
const QString place = QStringLiteral("/org/freedesktop/Notifications");
constexpr uchar normalUrgency = 1; // critical ones would break through "do not disturb"
constexpr int untilDesktopThinks = -1;
constexpr int untilClosed = 0;

/** Some that read links and pictures do not say that they read markup, which is how these are written. */
bool isMarkupRead(const QStringList &capabilities)
{
    return capabilities.contains(QLatin1String("body-markup")) || capabilities.contains(QLatin1String("body-hyperlinks"))
        || capabilities.contains(QLatin1String("body-images"));
}

QDBusMessage callOf(const QString &method, const QVariantList &arguments)
{
    QDBusMessage call = QDBusMessage::createMethodCall(service, place, service, method);
    call.setArguments(arguments);
    return call;
}

} // namespace

DesktopNotification::DesktopNotification(const QDBusConnection &bus, int patience, QObject *parent)
    : QObject(parent)
    , m_bus(bus)
{
    m_patience.setSingleShot(true);
    m_patience.setInterval(patience);
    connect(&m_patience, &QTimer::timeout, this, &DesktopNotification::giveUp);
    if (!m_bus.isConnected())
        return;
    m_bus.connect(service, place, service, QStringLiteral("ActionInvoked"), this, SLOT(onAction(uint, QString)));
    m_bus.connect(service, place, service, QStringLiteral("NotificationClosed"), this, SLOT(onClosed(uint)));
    auto *watcher = new QDBusServiceWatcher(service, m_bus, QDBusServiceWatcher::WatchForOwnerChange, this);
    connect(watcher, &QDBusServiceWatcher::serviceOwnerChanged, this, &DesktopNotification::forgetService);
}

DesktopNotification::~DesktopNotification()
{
    takeBack();
}

void DesktopNotification::show(const Content &content)
{
    m_isUnwanted = false;
    if (!m_bus.isConnected() || m_isLate) {
        Q_EMIT notShown(content);
        return;
    }
    m_next = content;
    proceed();
}

void DesktopNotification::close()
{
    m_next.reset();
    m_isUnwanted = m_isAsking;
    takeBack();
}

void DesktopNotification::proceed()
{
    if (m_isAsking || !m_next)
        return;
    if (!m_capabilities) {
        ask(QStringLiteral("GetCapabilities"), {}, &DesktopNotification::takeCapabilities);
        return;
    }
    m_sent = *std::exchange(m_next, std::nullopt);
    ask(QStringLiteral("Notify"), arguments(m_sent), &DesktopNotification::takeId);
}

QVariantList DesktopNotification::arguments(const Content &content) const
{
    QString title = content.title;
    QString text = content.text;
    if (!m_capabilities->contains(QLatin1String("body")))
        title += QStringLiteral(": ") + std::exchange(text, QString()).simplified();
    if (isMarkupRead(*m_capabilities))
        text = text.toHtmlEscaped();
    QStringList actions;
    if (m_capabilities->contains(QLatin1String("actions"))) {
        for (const Action &action : content.actions)
            actions << action.key << action.words;
    }
    const QVariantMap hints{{QStringLiteral("urgency"), QVariant::fromValue(normalUrgency)},
                            {QStringLiteral("desktop-entry"), QStringLiteral("signalbox")}};
    return {QStringLiteral("Signalbox"), m_id,    QStringLiteral("signalbox"), title, text, actions,
            hints, content.stays ? untilClosed : untilDesktopThinks};
}

void DesktopNotification::ask(const QString &method, const QVariantList &arguments, Then then)
{
    m_isAsking = true;
    m_patience.start();
    // The bus waits for ever: an answer that comes too late names what has to be taken back.
    auto *answer =
        new QDBusPendingCallWatcher(m_bus.asyncCall(callOf(method, arguments), std::numeric_limits<int>::max()), this);
    connect(answer, &QDBusPendingCallWatcher::finished, this, [this, then](QDBusPendingCallWatcher *finished) {
        finished->deleteLater();
        m_patience.stop();
        m_isAsking = false;
        (this->*then)(finished->reply());
    });
}

void DesktopNotification::takeCapabilities(const QDBusMessage &answer)
{
    const bool isLate = std::exchange(m_isLate, false);
    m_isUnwanted = false;
    if (answer.type() == QDBusMessage::ReplyMessage) {
        m_capabilities = answer.arguments().value(0).toStringList();
        proceed();
        return;
    }
    const std::optional<Content> lost = std::exchange(m_next, std::nullopt);
    if (lost && !isLate)
        Q_EMIT notShown(*lost);
}

void DesktopNotification::takeId(const QDBusMessage &answer)
{
    const bool isTooLate = std::exchange(m_isLate, false);
    const bool isUnwanted = std::exchange(m_isUnwanted, false) || isTooLate;
    m_id = answer.type() == QDBusMessage::ReplyMessage ? answer.arguments().value(0).toUInt() : 0;
    m_about = m_sent.about;
    if (m_id == 0 && !isUnwanted) {
        const Content lost = std::exchange(m_next, std::nullopt).value_or(m_sent);
        Q_EMIT notShown(lost);
        return;
    }
    if (isUnwanted)
        takeBack();
    proceed();
}

/** The service is silent; the person is told by somebody else. */
void DesktopNotification::giveUp()
{
    m_isLate = true;
    const std::optional<Content> waiting = std::exchange(m_next, std::nullopt);
    if (waiting)
        Q_EMIT notShown(*waiting);
    else if (!m_isUnwanted)
        Q_EMIT notShown(m_sent);
}

void DesktopNotification::takeBack()
{
    if (m_id != 0)
        m_bus.send(callOf(QStringLiteral("CloseNotification"), {std::exchange(m_id, 0U)}));
}

/** Another service counts anew and may understand other things: an id of the old one may be a stranger's now. */
void DesktopNotification::forgetService()
{
    m_id = 0;
    m_capabilities.reset();
}

void DesktopNotification::onAction(uint id, const QString &action)
{
    if (id != 0 && id == m_id)
        Q_EMIT chosen(action, m_about);
}

void DesktopNotification::onClosed(uint id)
{
    if (id == m_id)
        m_id = 0;
}

} // namespace Signalbox
