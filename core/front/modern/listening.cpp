// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/front/modern/listening.h"

#include "core/front/modern/statelessresults.h"
#include "core/wire/errorcodes.h"

#include <utility>

namespace Signalbox {

namespace {

constexpr qsizetype mostUris = 1'000;

Result<bool> flag(JsonView filter, QByteArrayView name)
{
    const JsonView value = filter[name];
    if (value.exists() && !value.boolean())
        return Reason{QStringLiteral("params.notifications.%1: expected true or false").arg(QString::fromLatin1(name))};
    return value.boolean().value_or(false);
}

bool offers(JsonView capabilities, QByteArrayView feature, QByteArrayView detail)
{
    return capabilities[feature][detail].boolean().value_or(false);
}

} // namespace

Result<Listening::Wish> Listening::read(const Message &request, JsonView capabilities)
{
    const JsonView filter = request.params()["notifications"];
    if (!filter.isObject())
        return Reason{QStringLiteral("params.notifications: expected an object")};
    Wish wish;
    struct Row
    {
        QByteArrayView name;
        QByteArrayView feature;
        bool Wish::*wanted;
    };
    for (const Row &row : {Row{"toolsListChanged", "tools", &Wish::tools}, Row{"promptsListChanged", "prompts", &Wish::prompts},
                           Row{"resourcesListChanged", "resources", &Wish::resources}}) {
        const Result<bool> wanted = flag(filter, row.name);
        if (!wanted)
            return wanted.error();
        wish.*row.wanted = *wanted && offers(capabilities, row.feature, "listChanged");
    }
    const JsonView uris = filter["resourceSubscriptions"];
    if (uris.exists() && !uris.isArray())
        return Reason{QStringLiteral("params.notifications.resourceSubscriptions: expected an array")};
    for (JsonView uri : uris) {
        if (!uri.isString())
            return Reason{QStringLiteral("params.notifications.resourceSubscriptions: expected strings")};
        if (wish.uris.size() >= mostUris)
            return Reason{QStringLiteral("params.notifications.resourceSubscriptions: expected %1 at most").arg(mostUris)};
        if (offers(capabilities, "resources", "subscribe") && !wish.uris.contains(uri.string()))
            wish.uris.append(uri.string());
    }
    return wish;
}

Listening::Listening(const Message &request, ClientPtr client, Wish wish, std::shared_ptr<Stream> stream)
    : m_id(request.id().toByteArray())
    , m_client(std::move(client))
    , m_wish(std::move(wish))
    , m_uris(m_wish.uris.cbegin(), m_wish.uris.cend())
    , m_frames(std::make_unique<FrameQueue>(std::move(stream), m_told))
{
    m_frames->onIdle([this] { flush(); });
}

Listening::~Listening()
{
    for (const CallPtr &call : std::as_const(m_calls))
        call->disown();
}

QByteArray Listening::tag() const
{
    return "\"io.modelcontextprotocol/subscriptionId\":" + m_id;
}

void Listening::acknowledge()
{
    QByteArrayList honoured;
    if (m_wish.tools)
        honoured.append(R"("toolsListChanged":true)");
    if (m_wish.prompts)
        honoured.append(R"("promptsListChanged":true)");
    if (m_wish.resources)
        honoured.append(R"("resourcesListChanged":true)");
    if (!m_wish.uris.isEmpty()) {
        QByteArrayList uris;
        for (const QByteArray &uri : std::as_const(m_wish.uris))
            uris.append(jsonString(uri));
        honoured.append(R"("resourceSubscriptions":[)" + uris.join(',') + ']');
    }
    const QByteArray params = R"({"_meta":{)" + tag() + R"(},"notifications":{)" + honoured.join(',') + "}}";
    m_frames->say(Message::notification("notifications/subscriptions/acknowledged", params).oneLine(),
                  FrameQueue::Weight::Heavy);
}

bool Listening::wants(const Message &notification) const
{
    if (notification.isMethod("notifications/resources/updated"))
        return m_uris.contains(notification.uri().string());
    return (m_wish.tools && notification.isMethod("notifications/tools/list_changed"))
        || (m_wish.prompts && notification.isMethod("notifications/prompts/list_changed"))
        || (m_wish.resources && notification.isMethod("notifications/resources/list_changed"));
}

bool Listening::hear(const Message &notification)
{
    if (!wants(notification))
        return false;
    const QByteArray about = notification.method().toByteArray() + ' ' + notification.uri().string();
    const Message tagged = notification.with({"params", "_meta", "io.modelcontextprotocol/subscriptionId"}, m_id);
    if (!m_waiting.contains(about))
        m_order.append(about);
    m_waiting.insert(about, tagged.oneLine());
    flush();
    return true;
}

void Listening::flush()
{
    while (!m_order.isEmpty() && m_frames->isOpen() && m_frames->isIdle())
        m_frames->say(m_waiting.take(m_order.takeFirst()), FrameQueue::Weight::Heavy);
}

void Listening::finish()
{
    const QByteArray result = R"({"_meta":{)" + tag() + ',' + StatelessResults::identity() + R"(},"resultType":"complete"})";
    m_frames->onIdle({});
    m_frames->say(Message::result(m_id, result).oneLine(), FrameQueue::Weight::Heavy);
    m_frames->finish();
}

void Listening::asked(Call &, const AskPtr &ask)
{
    ask->refuse(ErrorCode::methodNotFound, "a subscription cannot be asked anything");
}

void Listening::finished(Call &call, const Message &)
{
    m_calls.removeIf([&call](const CallPtr &one) { return one.get() == &call; });
}

} // namespace Signalbox
