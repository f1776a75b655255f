// SPDX-License-Identifier: GPL-3.0-or-later
// The part of Leg that keeps both sides informed: subscriptions, log levels, and the request that some servers want held
// open for news.
#include "core/upstream/leg.h"

#include <limits>

namespace Signalbox {

namespace {

QByteArray uriParams(const QByteArray &uri)
{
    return R"({"uri":)" + jsonString(uri) + '}';
}

} // namespace

void Leg::subscribe(const QByteArray &uri, Own own)
{
    if (m_dialect->hasListens())
        m_listen.add(uri, std::move(own));
    else
        request("resources/subscribe", uriParams(uri), std::move(own));
}

void Leg::unsubscribe(const QByteArray &uri)
{
    if (m_dialect->hasListens())
        m_listen.remove(uri);
    else
        request("resources/unsubscribe", uriParams(uri), [](const Message &) {});
}

void Leg::notify(const Message &notification)
{
    if (m_dialect->carries(notification))
        say(notification);
}

void Leg::setLogLevel(int severity)
{
    if (severity == m_logSeverity || !m_identity.can("logging"))
        return;
    m_logSeverity = severity;
    if (m_dialect->logLevel("0", {}).kind() == Message::Kind::None)
        return;
    Pending pending;
    pending.own = [](const Message &) {};
    pending.limit = m_setup.limits.startTime;
    send(std::move(pending), [&](QByteArrayView id) { return m_dialect->logLevel(id, logLevelName(severity)); });
}

void Leg::startListen()
{
    if (m_dialect->hasListens())
        m_listen.start(JsonView(m_identity.capabilities));
}

quint64 Leg::openListen(const QByteArray &params)
{
    Pending pending;
    pending.isListen = true;
    pending.limit = std::numeric_limits<qint64>::max();
    const quint64 id = m_lastId + 1;
    pending.own = [this, id](const Message &answer) { m_listen.ended(id, answer); };
    ++m_listens;
    return send(std::move(pending), [&](QByteArrayView text) {
        const bool hasTasks = JsonView(params)["notifications"]["taskIds"].exists();
        return m_dialect->prepared(Message::request(text, "subscriptions/listen", params), text, {}, {nullptr, {}, hasTasks});
    });
}

void Leg::closeListen(quint64 id)
{
    if (m_pending.remove(id) == 0)
        return;
    --m_listens;
    if (m_state == State::Ready || m_state == State::Retired)
        withdraw(id, {});
}

/** Of the server, as every notification that belongs to no call. */
void Leg::news(const Message &notification)
{
    Q_EMIT noticed(notification, m_setup.bound ? m_setup.bound->number : 0);
}

} // namespace Signalbox
