// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/upstream/listen.h"

#include "core/wire/errorcodes.h"

#include <array>
#include <utility>

namespace Signalbox {

namespace {

constexpr QByteArrayView mark = "io.modelcontextprotocol/subscriptionId";
constexpr int acknowledgeTime = 1'000; //!< ms; a server that says nothing is believed to have heard
constexpr int overlapTime = 200; //!< ms
constexpr int firstDelay = 250; //!< ms
constexpr int longestDelay = 30'000; //!< ms

struct ListNews
{
    QByteArrayView capability;
    QByteArrayView filter;
    QByteArrayView notification;
};
constexpr std::array<ListNews, 3> listNews = {{
    {"tools", "toolsListChanged", "notifications/tools/list_changed"},
    {"prompts", "promptsListChanged", "notifications/prompts/list_changed"},
    {"resources", "resourcesListChanged", "notifications/resources/list_changed"},
}};

/** The request that a notification belongs to; 0 if none. Some servers write the id as text. */
quint64 lineOf(const Message &notification)
{
    const JsonView id = notification.meta()[mark];
    return id.isString() ? id.string().toULongLong() : quint64(id.integer().value_or(0));
}

Message unmarked(const Message &notification)
{
    return notification.meta().count() == 1 ? notification.without({"params", "_meta"})
                                            : notification.without({"params", "_meta", mark});
}

QSet<QByteArray> textsIn(JsonView list)
{
    QSet<QByteArray> texts;
    if (list.isArray()) {
        for (JsonView each : list)
            texts.insert(each.string());
    }
    return texts;
}

QByteArray jsonTexts(const QSet<QByteArray> &texts)
{
    QByteArrayList quoted;
    for (const QByteArray &text : texts)
        quoted.append(jsonString(text));
    return '[' + quoted.join(',') + ']';
}

} // namespace

Listen::Listen(Ways ways, QObject *parent)
    : QObject(parent)
    , m_ways(std::move(ways))
{
    for (QTimer *timer : {&m_wish, &m_patience, &m_overlap, &m_retry})
        timer->setSingleShot(true);
    m_patience.setInterval(acknowledgeTime);
    m_overlap.setInterval(overlapTime);
    connect(&m_wish, &QTimer::timeout, this, &Listen::open);
    connect(&m_retry, &QTimer::timeout, this, &Listen::open);
    connect(&m_overlap, &QTimer::timeout, this, &Listen::dropOld);
    connect(&m_patience, &QTimer::timeout, this, [this] { acknowledge({}); });
}

void Listen::start(JsonView capabilities)
{
    m_isRunning = true;
    for (const ListNews &news : listNews) {
        if (capabilities[news.capability]["listChanged"].boolean().value_or(false))
            m_lists.append(news.filter.toByteArray());
    }
    if (!m_lists.isEmpty())
        wish();
}

void Listen::stop(QByteArrayView why)
{
    m_isRunning = false;
    for (QTimer *timer : {&m_wish, &m_patience, &m_overlap, &m_retry})
        timer->stop();
    m_current = m_next = m_old = {};
    const auto waiting = std::exchange(m_waiting, {});
    for (const Answered &answered : waiting)
        answered(Message::error("0", ErrorCode::internalError, why));
}

void Listen::add(const QByteArray &uri, Answered answered)
{
    m_uris.insert(uri);
    m_waiting.insert(uri, std::move(answered));
    if (m_isAbsent)
        refuse(uri, Message::error("0", ErrorCode::methodNotFound, "the server tells no changes of resources"));
    else
        wish();
}

void Listen::remove(const QByteArray &uri)
{
    m_waiting.remove(uri);
    if (m_uris.remove(uri))
        wish();
}

void Listen::setTasks(const QSet<QByteArray> &ids)
{
    if (m_tasks == ids)
        return;
    m_tasks = ids;
    wish();
}

void Listen::wish()
{
    if (m_isRunning && !m_isAbsent && !m_wish.isActive())
        m_wish.start(0);
}

QByteArray Listen::params() const
{
    QByteArrayList members;
    for (const QByteArray &list : m_lists)
        members.append('"' + list + "\":true");
    if (!m_uris.isEmpty())
        members.append("\"resourceSubscriptions\":" + jsonTexts(m_uris));
    if (!m_tasks.isEmpty())
        members.append("\"taskIds\":" + jsonTexts(m_tasks));
    return R"({"notifications":{)" + members.join(',') + "}}";
}

void Listen::open()
{
    if (!m_isRunning)
        return;
    m_retry.stop();
    if (const Line before = std::exchange(m_next, {}); before.id)
        m_ways.close(before.id);
    m_patience.stop();
    if (m_lists.isEmpty() && m_uris.isEmpty() && m_tasks.isEmpty()) {
        dropOld();
        if (const Line before = std::exchange(m_current, {}); before.id)
            m_ways.close(before.id);
        return;
    }
    m_next.uris = m_uris;
    m_next.id = m_ways.open(params());
    m_patience.start();
}

void Listen::acknowledge(JsonView honoured)
{
    m_patience.stop();
    m_failures = 0;
    dropOld();
    m_old = std::exchange(m_current, std::exchange(m_next, {}));
    m_current.honoured = honoured.isObject() ? honoured.raw().toByteArray() : "{\"unsaid\":true}";
    if (m_old.id) {
        m_told.clear();
        m_overlap.start();
    }
    if (std::exchange(m_hasGap, false))
        tellMissed();
    answerWaiting(Line(m_current), honoured);
}

/** Without `honoured` all of it is believed to be. */
void Listen::answerWaiting(const Line &line, JsonView honoured)
{
    const QSet<QByteArray> told = textsIn(honoured["resourceSubscriptions"]);
    for (const QByteArray &uri : line.uris) {
        if (!honoured.exists() || told.contains(uri)) {
            if (const Answered answered = m_waiting.take(uri))
                answered(Message::result("0", "{}"));
        } else {
            refuse(uri, Message::error("0", ErrorCode::invalidParams, "the server does not tell changes of this resource"));
        }
    }
}

void Listen::refuse(const QByteArray &uri, const Message &why)
{
    m_uris.remove(uri);
    if (const Answered answered = m_waiting.take(uri))
        answered(why);
}

void Listen::dropOld()
{
    m_overlap.stop();
    m_told.clear();
    if (const Line old = std::exchange(m_old, {}); old.id)
        m_ways.close(old.id);
}

void Listen::tellMissed()
{
    for (const ListNews &news : listNews) {
        if (m_lists.contains(news.filter.toByteArray()))
            m_ways.tell(Message::notification(news.notification));
    }
    for (const QByteArray &uri : std::as_const(m_current.uris))
        m_ways.tell(Message::notification("notifications/resources/updated", R"({"uri":)" + jsonString(uri) + '}'));
}

/** What the old request and the new one tell both is told once. */
bool Listen::isTwin(quint64 id, const Message &notification)
{
    if (!m_old.id)
        return false;
    const QByteArray what = notification.method().toByteArray() + ' ' + notification.uri().raw().toByteArray()
        + notification.params()["taskId"].raw().toByteArray();
    const quint64 teller = m_told.value(what);
    if (teller == 0)
        m_told.insert(what, id);
    return teller != 0 && teller != id;
}

bool Listen::take(const Message &notification)
{
    const quint64 id = lineOf(notification);
    const bool isAcknowledgement = notification.isMethod("notifications/subscriptions/acknowledged");
    if (id == 0)
        return isAcknowledgement;
    if (id == m_next.id && isAcknowledgement) {
        acknowledge(notification.params()["notifications"]);
        return true;
    }
    const bool isOpen = id == m_current.id || id == m_next.id || id == m_old.id;
    if (isOpen && !isAcknowledgement && !isTwin(id, notification))
        m_ways.tell(unmarked(notification));
    return true;
}

void Listen::ended(quint64 id, const Message &answer)
{
    const bool isError = answer.kind() == Message::Kind::Error;
    if (id == m_old.id) {
        m_old = {};
        return;
    }
    if (id == m_next.id) {
        m_patience.stop();
        const Line next = std::exchange(m_next, {});
        m_isAbsent = m_isAbsent || (isError && answer.errorCode() == ErrorCode::methodNotFound);
        for (const QByteArray &uri : next.uris) {
            if (isError && m_waiting.contains(uri))
                refuse(uri, answer);
        }
        if (!m_current.id)
            tryAgain();
        return;
    }
    if (id != m_current.id)
        return;
    // One that has nothing to tell says so by ending at once.
    const bool hasNothing = !isError && JsonView(m_current.honoured).count() == 0;
    m_current = {};
    if (hasNothing || m_next.id)
        return;
    m_hasGap = true;
    tryAgain();
}

void Listen::tryAgain()
{
    if (!m_isRunning || m_isAbsent || m_wish.isActive())
        return;
    m_retry.start(qMin(firstDelay << qMin(m_failures++, 10), longestDelay));
}

} // namespace Signalbox
