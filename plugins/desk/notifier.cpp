// SPDX-License-Identifier: GPL-3.0-or-later
#include "plugins/desk/notifier.h"

#include <QDBusMessage>
#include <QDBusPendingCallWatcher>
#include <QDBusPendingReply>
#include <QVariantMap>

namespace Signalbox {

namespace {
constexpr int serviceTime = 10'000; // a service that the bus has to start first takes a moment

QDBusMessage notificationCall(const QString &method)
{
    return QDBusMessage::createMethodCall(Notifier::service(), QStringLiteral("/org/freedesktop/Notifications"),
                                          Notifier::service(), method);
}

uchar urgencyOf(const ToolCall &call)
{
    const JsonView word = call.argument("urgency");
    if (word.equals("low"))
        return 0;
    return word.equals("critical") ? 2 : 1;
}
} // namespace

Notifier::Notifier(ServiceWatch &services, QObject *parent)
    : QObject(parent)
    , m_services(services)
{
}

Tool Notifier::tool()
{
    return {
        "notify",
        QStringLiteral("Show a notification"),
        QStringLiteral("Shows a desktop notification to the person at this computer, for example when a long task is "
                       "done or something needs their attention."),
        R"({"type":"object","properties":{
"title":{"type":"string","minLength":1,"maxLength":200,"description":"One short line"},
"body":{"type":"string","maxLength":4000,"description":"Plain text"},
"urgency":{"type":"string","enum":["low","normal","critical"],"default":"normal",
"description":"critical stays on screen until it is closed"}},
"required":["title"],"additionalProperties":false})",
        {{QStringLiteral("readOnlyHint"), false},
         {QStringLiteral("destructiveHint"), false},
         {QStringLiteral("idempotentHint"), false},
         {QStringLiteral("openWorldHint"), false}}};
}

bool Notifier::isPossible() const
{
    return m_services.isRunning(service()) || m_services.isStartable(service());
}

void Notifier::notify(std::shared_ptr<ToolCall> call)
{
    // Whether the body is read as markup differs from desktop to desktop, and decides how plain text is written.
    const QDBusPendingCall pending =
        m_services.bus().asyncCall(notificationCall(QStringLiteral("GetCapabilities")), serviceTime);
    auto *watcher = new QDBusPendingCallWatcher(pending, this);
    connect(watcher, &QDBusPendingCallWatcher::finished, this, [this, call](QDBusPendingCallWatcher *done) {
        const QDBusPendingReply<QStringList> reply(*done);
        show(call, reply.isValid() && reply.value().contains(QStringLiteral("body-markup")));
        done->deleteLater();
    });
}

void Notifier::show(const std::shared_ptr<ToolCall> &call, bool bodyIsMarkup)
{
    if (call->isOver())
        return;
    const QString body = call->text("body");
    QDBusMessage message = notificationCall(QStringLiteral("Notify"));
    message << QStringLiteral("Signalbox") << 0U << QString() << call->text("title")
            << (bodyIsMarkup ? body.toHtmlEscaped() : body) << QStringList()
            << QVariantMap{{QStringLiteral("urgency"), QVariant::fromValue(urgencyOf(*call))}} << -1;
    auto *watcher = new QDBusPendingCallWatcher(m_services.bus().asyncCall(message, serviceTime), this);
    connect(watcher, &QDBusPendingCallWatcher::finished, this, [call](QDBusPendingCallWatcher *done) {
        const QDBusPendingReply<uint> reply(*done);
        done->deleteLater();
        if (reply.isError())
            return call->finish(
                ToolResult::failed(QStringLiteral("The notification was not shown: %1").arg(reply.error().message())));
        call->finish({QStringLiteral("The notification is shown."), {}, false});
    });
}

} // namespace Signalbox
