// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/upstream/questions.h"

#include "core/bus/bus.h"
#include "core/loop/steadyclock.h"
#include "core/tap/tap.h"
#include "core/wire/errorcodes.h"

namespace Signalbox {

namespace {

constexpr qsizetype rememberedElicitations = 256;
constexpr qsizetype openLimit = 256; //!< of one leg at a time

QString outcomeOf(Ask::End end)
{
    switch (end) {
    case Ask::End::Answered:
        return QStringLiteral("answered");
    case Ask::End::Refused:
        return QStringLiteral("refused");
    case Ask::End::Withdrawn:
        break;
    }
    return QStringLiteral("withdrawn");
}

} // namespace

Questions::Questions(QByteArray slug, Sinks sinks, std::function<void(const Message &)> reply,
                     std::function<void(quint64, int)> moved)
    : m_slug(std::move(slug)), m_sinks(std::move(sinks)), m_reply(std::move(reply)), m_moved(std::move(moved))
{
}

Questions::~Questions()
{
    endAll(QStringLiteral("the backend was closed"));
}

bool Questions::isQuestion(QByteArrayView method)
{
    return method == "elicitation/create" || method == "sampling/createMessage" || method == "roots/list";
}

AskPtr Questions::open(const Message &question, const Owner &owner)
{
    const QByteArray key = question.id().toByteArray();
    if (m_open.contains(key)) {
        m_reply(Message::error(key, ErrorCode::invalidRequest, "a question with this id is still open"));
        return {};
    }
    if (m_open.size() >= openLimit) {
        m_reply(Message::error(key, ErrorCode::internalError, "too many questions are open: wait for their answers"));
        return {};
    }
    auto ask = std::make_shared<Ask>(m_sinks.bus->nextNumber(), m_slug, question,
                                     [self = QPointer<Questions>(this), key](Ask &, Ask::End end, const Message &response) {
                                         if (self)
                                             self->closed(key, end, response);
                                     });
    ask->setOccasion({owner.session, owner.tool, m_answerTime});
    const qint64 now = steadyMs();
    const JsonView token = question.progressToken();
    if (token.exists()) {
        ask->onProgress([reply = m_reply, raw = token.raw().toByteArray()](const Message &notification) {
            reply(notification.with({"params", "progressToken"}, raw));
        });
    }
    if (const QByteArray elicitation = question.params()["elicitationId"].string(); !elicitation.isEmpty()) {
        if (!m_elicited.contains(elicitation))
            m_elicitedOrder.append(elicitation);
        m_elicited.insert(elicitation, owner.session);
        if (m_elicitedOrder.size() > rememberedElicitations)
            m_elicited.remove(m_elicitedOrder.takeFirst());
    }
    const Open row{ask, owner.callId, owner.session, now, owner.call};
    m_open.insert(key, row);
    if (m_openSince < 0)
        m_openSince = now;
    if (owner.callId)
        m_moved(owner.callId, +1);
    tell(row, true, {});
    return ask;
}

void Questions::closed(const QByteArray &key, Ask::End end, const Message &response)
{
    const Open row = m_open.take(key);
    if (m_open.isEmpty())
        m_openSince = -1;
    tell(row, false, outcomeOf(end));
    const Tap::Scope scope(m_sinks.bus->tap(), row.call);
    // The server withdrew it itself, or is gone: nobody waits for an answer.
    if (end != Ask::End::Withdrawn)
        m_reply(response.withId(key));
    if (row.callId)
        m_moved(row.callId, -1);
}

void Questions::tell(const Open &row, bool isOpen, const QString &outcome) const
{
    if (!row.ask)
        return;
    AskFact fact;
    fact.number = row.ask->number();
    fact.session = row.session;
    fact.source = QString::fromLatin1(m_slug);
    fact.method = QString::fromUtf8(row.ask->request().method());
    fact.open = isOpen;
    fact.outcome = outcome;
    Q_EMIT m_sinks.bus->asked(fact);
}

void Questions::belongsTo(Call &call, quint64 callId, const Message &question)
{
    const ClientPtr client = call.client();
    const bool isTool = call.request().isMethod("tools/call");
    const QByteArray tool = isTool ? call.request().name().string() : QByteArray();
    const AskPtr ask = open(question, {callId, client->number, call.number(), tool});
    if (!ask)
        return;
    if (cannotBeAsked(client->features, question).isEmpty()) {
        if (call.asked(ask))
            return;
    } else if (m_sinks.person && m_sinks.person(ask)) {
        return;
    }
    ask->refuse(ErrorCode::methodNotFound, "the client of this call cannot be asked " + question.method().toByteArray());
}

void Questions::belongsTo(const ClientPtr &client, const Message &question)
{
    const AskPtr ask = open(question, {0, client->number, 0});
    if (!ask)
        return;
    if (cannotBeAsked(client->features, question).isEmpty()) {
        if (m_sinks.client && m_sinks.client(client->number, ask))
            return;
    } else if (m_sinks.person && m_sinks.person(ask)) {
        return;
    }
    ask->refuse(ErrorCode::methodNotFound, "the client cannot be asked " + question.method().toByteArray());
}

bool Questions::refuse(const Message &question, int candidates)
{
    if (candidates == 0) {
        m_reply(Message::error(question.id(), ErrorCode::methodNotFound, "no call is open that this question could belong to"));
        return false;
    }
    m_reply(Message::error(question.id(), ErrorCode::internalError,
                           "several calls are open and nothing says which of them asks; from now on this server gets one "
                           "call at a time, so ask again"));
    const bool turned = !m_exclusive;
    m_exclusive = true;
    return turned;
}

QList<AskPtr> Questions::openWhere(const std::function<bool(const Open &)> &match) const
{
    QList<AskPtr> found;
    for (const Open &row : m_open) {
        if (match(row))
            found.append(row.ask);
    }
    return found;
}

void Questions::withdrawn(const JsonView &requestId, const QString &why)
{
    const auto row = m_open.constFind(requestId.raw().toByteArray());
    if (row == m_open.cend())
        return;
    const AskPtr ask = row->ask;
    ask->withdraw(why);
}

void Questions::callEnded(quint64 callId, const QString &why)
{
    if (m_open.isEmpty())
        return;
    // The server is still there and may wait for an answer before it goes on.
    const QList<AskPtr> orphaned = openWhere([callId](const Open &row) { return row.callId == callId; });
    for (const AskPtr &ask : orphaned)
        ask->expire(why.isEmpty() ? QByteArray("the call has ended") : why.toUtf8());
}

void Questions::endAll(const QString &why)
{
    const QList<AskPtr> all = openWhere([](const Open &) { return true; });
    for (const AskPtr &ask : all)
        ask->withdraw(why);
}

void Questions::expire(qint64 now, qint64 limit)
{
    const QList<AskPtr> late = openWhere([now, limit](const Open &row) { return now - row.since >= limit; });
    for (const AskPtr &ask : late)
        ask->expire("the client did not answer in time");
}

} // namespace Signalbox
