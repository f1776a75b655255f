// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/front/legacy/legacyfront.h"

#include "core/config/limits.h"
#include "core/front/refusals.h"
#include "core/loop/steadyclock.h"
#include "core/routing/router.h"
#include "core/session/sessionjson.h"
#include "core/wire/errorcodes.h"

namespace Signalbox {

namespace {

constexpr auto sessionHeader = "Mcp-Session-Id";
constexpr auto versionHeader = "MCP-Protocol-Version";

Refusal refusedHeader(const QString &sentence)
{
    return {400, ErrorCode::transportError, sentence, {}, {}};
}

} // namespace

LegacyFront::LegacyFront(quint64 epoch, const Limits &limits, Router *router, Bus *bus, QObject *parent)
    : QObject(parent)
    , m_router(router)
    , m_table(epoch, limits, bus)
    , m_waits(limits.answerWait)
{
    setLimits(limits);
    connect(&m_table, &SessionTable::ended, m_router, &Router::clientLeft);
}

LegacyFront::~LegacyFront()
{
    close();
}

void LegacyFront::setLimits(const Limits &limits)
{
    m_table.setLimits(limits);
    m_waits.setWait(limits.answerWait);
    m_callsPerSession = limits.callsPerSession;
}

void LegacyFront::close()
{
    m_table.endAll(QStringLiteral("the gateway stops"));
}

void LegacyFront::refuse(const Visit &visit, const Refusal &refusal, QByteArrayView id) const
{
    Signalbox::refuse(visit.reply, refusal, visit.cors, id);
}

bool LegacyFront::refusesHeaders(const Visit &visit, QByteArrayView id) const
{
    for (const char *name : {sessionHeader, versionHeader}) {
        if (headerCount(visit.request.headers, name) > 1) {
            refuse(visit, refusedHeader(QStringLiteral("%1 may appear once").arg(QLatin1String(name))), id);
            return true;
        }
    }
    const QByteArray version = visit.request.header(versionHeader);
    if (version.isNull() || featuresOf(version))
        return false;
    refuse(visit,
           refusedHeader(
               QStringLiteral("MCP-Protocol-Version: expected one of %1, got \"%2\"")
                   .arg(QString::fromLatin1(handshakeVersions().join(", ")), QString::fromLatin1(version.left(100)))),
           id);
    return true;
}

Session *LegacyFront::sessionOf(const Visit &visit, QByteArrayView id)
{
    const QByteArray name = visit.request.header(sessionHeader);
    if (name.isNull()) {
        refuse(visit, refusedHeader(QStringLiteral("Mcp-Session-Id is missing; a session begins with initialize")), id);
        return nullptr;
    }
    Session *session = m_table.find(name, visit.caller, visit.view.backend, steadyMs());
    if (!session)
        refuse(visit, {404, ErrorCode::sessionNotFound, QStringLiteral("Session not found"), {}, {}}, id);
    return session;
}

HeaderList LegacyFront::headersOf(const Visit &visit, const Session &session)
{
    HeaderList headers = visit.cors;
    headers.emplaceBack(sessionHeader, session.id());
    return headers;
}

void LegacyFront::remove(Visit visit)
{
    if (refusesHeaders(visit, {}))
        return;
    Session *session = sessionOf(visit, {});
    if (!session)
        return;
    const HeaderList headers = headersOf(visit, *session);
    m_table.end(*session, QStringLiteral("its client ended it"));
    visit.reply.send(200, headers, {});
}

int LegacyFront::deliver(const TaggedNotice &notice)
{
    const bool forAll = notice.prefixed.kind() != Message::Kind::None;
    const EventPtr plain = Event::of(notice.plain);
    const EventPtr prefixed = forAll ? Event::of(notice.prefixed) : EventPtr();
    const qint64 now = steadyMs();
    int receivers = 0;
    const auto give = [&](Session &session) {
        const View &view = session.client()->view;
        const bool sees = view.isAll() ? forAll : notice.source.isEmpty() || view.backend == notice.source;
        if (!sees)
            return;
        session.own().say(view.isAll() ? prefixed : plain, now);
        ++receivers;
    };
    if (notice.scope == TaggedNotice::Scope::Viewers) {
        m_table.forEach(give);
        return receivers;
    }
    for (quint64 client : notice.clients) {
        if (Session *session = m_table.byNumber(client))
            give(*session);
    }
    return receivers;
}

bool LegacyFront::ask(quint64 client, const AskPtr &ask)
{
    Session *session = m_table.byNumber(client);
    if (!session || !session->isListening(steadyMs()))
        return false;
    if (!cannotBeAsked(session->client()->features, ask->request()).isEmpty())
        return false;
    const auto say = [this, client](const EventPtr &event) {
        Session *asked = m_table.byNumber(client);
        if (!asked)
            return false;
        asked->own().say(event, steadyMs());
        return true;
    };
    return session->asks().put(ask, say);
}

bool LegacyFront::closeSession(quint64 number)
{
    Session *session = m_table.byNumber(number);
    if (session)
        m_table.end(*session, QStringLiteral("it was closed by hand"));
    return session != nullptr;
}

bool LegacyFront::closeStream(quint64 number)
{
    const QList<Session *> sessions = m_table.all();
    return std::any_of(sessions.begin(), sessions.end(),
                       [number](Session *session) { return session->closeStream(number); });
}

QJsonArray LegacyFront::sessions() const
{
    QJsonArray list;
    for (const Session *session : m_table.all())
        list.append(toJson(*session));
    return list;
}

QJsonObject LegacyFront::counts() const
{
    qint64 streams = 0;
    qint64 calls = 0;
    m_table.forEach([&](const Session &session) {
        streams += session.liveStreams();
        calls += session.callsOpen();
    });
    return {{QStringLiteral("sessions"), m_table.count()},
            {QStringLiteral("streams"), streams},
            {QStringLiteral("calls"), calls}};
}

} // namespace Signalbox
