// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/front/legacy/legacyfront.h"

#include "core/config/limits.h"
#include "core/front/conversations.h"
#include "core/front/refusals.h"
#include "core/loop/steadyclock.h"
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

LegacyFront::LegacyFront(const Limits &limits, Conversations *conversations, QObject *parent)
    : QObject(parent)
    , m_conversations(conversations)
    , m_waits(limits.answerWait)
{
}

LegacyFront::~LegacyFront() = default;

void LegacyFront::setLimits(const Limits &limits)
{
    m_waits.setWait(limits.answerWait);
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
    Session *session = m_conversations->table().find({name, frontName}, visit.caller, steadyMs());
    if (session && session->client()->view.backend != visit.view.backend)
        session = nullptr;
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
    m_conversations->table().end(*session, QStringLiteral("its client ended it"));
    visit.reply.send(200, headers, {});
}

} // namespace Signalbox
