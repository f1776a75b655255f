// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/upstream/subscriptions.h"

namespace Signalbox {

namespace {

/** A server that forgets its clients so often will not remember this one either. */
constexpr int askAgainLimit = 5;

} // namespace

void Subscriptions::subscribe(const CallPtr &call, const QByteArray &uri, Leg *leg, int attempt)
{
    const bool isNew = !m_rows.contains(uri);
    Row &row = m_rows[uri];
    row.clients.insert(call->client()->number);
    if (!isNew && !row.asked) {
        call->finish(Message::result(call->request().id(), "{}"));
        return;
    }
    row.waiting.append({call, attempt});
    if (isNew)
        ask(uri, leg);
}

void Subscriptions::ask(const QByteArray &uri, Leg *leg)
{
    m_rows[uri].asked = true;
    leg->subscribe(uri, [self = QPointer<Subscriptions>(this), asked = QPointer<Leg>(leg), uri](const Message &answer) {
        if (self)
            self->answered(uri, answer, asked);
    });
}

void Subscriptions::answered(const QByteArray &uri, const Message &answer, const Leg *leg)
{
    const auto row = m_rows.find(uri);
    if (row == m_rows.end())
        return;
    row->asked = false;
    const QList<Waiting> waiting = std::exchange(row->waiting, {});
    const bool isLost = !leg || !leg->isReady();
    const bool isForgotten = leg && leg->isRetired();
    if (answer.kind() != Message::Kind::Error) {
        row->agreed = true;
    } else if (isLost && row->agreed) {
        // A leg that was lost has refused nothing: the next one is asked for those who had their subscription.
        for (const Waiting &one : waiting)
            row->clients.remove(one.call->client()->number);
    } else {
        m_rows.erase(row);
    }
    if (answer.kind() == Message::Kind::Error && isForgotten) {
        askAgain(uri, waiting, answer);
        return;
    }
    for (const Waiting &one : waiting)
        one.call->finish(answer.withId(one.call->request().id()));
}

/** Nobody has heard of them: they wait for the next leg like any call that was not sent. */
void Subscriptions::askAgain(const QByteArray &uri, const QList<Waiting> &waiting, const Message &answer)
{
    for (const Waiting &one : waiting) {
        if (m_again && one.attempt < askAgainLimit)
            m_again(one.call, uri, one.attempt + 1);
        else
            one.call->finish(answer.withId(one.call->request().id()));
    }
}

void Subscriptions::unsubscribe(const CallPtr &call, const QByteArray &uri, Leg *leg)
{
    drop(uri, call->client()->number, leg);
    call->finish(Message::result(call->request().id(), "{}"));
}

void Subscriptions::drop(const QByteArray &uri, quint64 client, Leg *leg)
{
    const auto row = m_rows.find(uri);
    if (row == m_rows.end() || !row->clients.remove(client) || !row->clients.isEmpty())
        return;
    const QList<Waiting> waiting = std::exchange(row->waiting, {});
    m_rows.erase(row);
    if (leg && leg->isReady())
        leg->unsubscribe(uri);
    for (const Waiting &one : waiting)
        one.call->finish(Message::result(one.call->request().id(), "{}"));
}

void Subscriptions::forget(quint64 client, Leg *leg)
{
    const QList<QByteArray> all = m_rows.keys();
    for (const QByteArray &uri : all)
        drop(uri, client, leg);
}

QList<quint64> Subscriptions::receivers(const QByteArray &uri) const
{
    QSet<quint64> found;
    for (auto row = m_rows.cbegin(); row != m_rows.cend(); ++row) {
        const QByteArray &subscribed = row.key();
        const bool inside = uri.startsWith(subscribed)
            && (uri.size() == subscribed.size() || subscribed.endsWith('/') || uri.at(subscribed.size()) == '/');
        if (inside)
            found.unite(row->clients);
    }
    return found.values();
}

void Subscriptions::restore(Leg *leg)
{
    const QList<QByteArray> all = m_rows.keys();
    for (const QByteArray &uri : all)
        ask(uri, leg);
}

} // namespace Signalbox
