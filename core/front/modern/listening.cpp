// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/front/modern/listening.h"

#include "core/front/modern/statelessresults.h"
#include "core/wire/errorcodes.h"

#include <utility>

namespace Signalbox {

namespace {

constexpr qsizetype mostTexts = 1'000; //!< in a list

Result<bool> flag(JsonView filter, QByteArrayView name)
{
    const JsonView value = filter[name];
    if (value.exists() && !value.boolean())
        return Reason{QStringLiteral("params.notifications.%1: expected true or false").arg(QString::fromLatin1(name))};
    return value.boolean().value_or(false);
}

/** Each once. */
Result<QByteArrayList> texts(JsonView filter, QByteArrayView name)
{
    const JsonView list = filter[name];
    const QString key = QString::fromLatin1(name);
    if (list.exists() && !list.isArray())
        return Reason{QStringLiteral("params.notifications.%1: expected an array").arg(key)};
    QByteArrayList found;
    QSet<QByteArray> known;
    for (JsonView text : list) {
        if (!text.isString())
            return Reason{QStringLiteral("params.notifications.%1: expected strings").arg(key)};
        if (found.size() >= mostTexts)
            return Reason{QStringLiteral("params.notifications.%1: expected %2 at most").arg(key).arg(mostTexts)};
        const QByteArray one = text.string();
        if (known.contains(one))
            continue;
        known.insert(one);
        found.append(one);
    }
    return found;
}

QByteArray jsonTexts(const QByteArrayList &texts)
{
    QByteArrayList quoted;
    for (const QByteArray &text : texts)
        quoted.append(jsonString(text));
    return '[' + quoted.join(',') + ']';
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
    Result<QByteArrayList> uris = texts(filter, "resourceSubscriptions");
    if (!uris)
        return uris.error();
    if (offers(capabilities, "resources", "subscribe"))
        wish.uris = std::move(*uris);
    Result<QByteArrayList> tasks = texts(filter, "taskIds");
    if (!tasks)
        return tasks.error();
    wish.tasks = std::move(*tasks);
    return wish;
}

Listening::Listening(const Message &request, ClientPtr client, Wish wish, std::unique_ptr<FrameQueue> frames)
    : m_id(request.id().toByteArray())
    , m_client(std::move(client))
    , m_wish(std::move(wish))
    , m_uris(m_wish.uris.cbegin(), m_wish.uris.cend())
    , m_frames(std::move(frames))
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
    if (!m_wish.uris.isEmpty())
        honoured.append("\"resourceSubscriptions\":" + jsonTexts(m_wish.uris));
    if (!m_tasks.isEmpty())
        honoured.append("\"taskIds\":" + jsonTexts(m_tasks.values()));
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

void Listening::knowsTask(const QByteArray &backend, const QByteArray &id, const QByteArray &publicId)
{
    m_tasks.insert({backend, id}, publicId);
}

bool Listening::hear(const Message &notification, const QByteArray &backend)
{
    if (notification.isMethod("notifications/tasks")) {
        const QByteArray id = m_tasks.value({backend, notification.params()["taskId"].string()});
        return !id.isEmpty() && tell("task " + id, notification.with({"params", "taskId"}, jsonString(id)));
    }
    return wants(notification)
        && tell(notification.method().toByteArray() + ' ' + notification.uri().string(), notification);
}

bool Listening::tell(const QByteArray &about, const Message &notification)
{
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
