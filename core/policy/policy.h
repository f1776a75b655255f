// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/http/httprequest.h"
#include "core/result.h"
#include "core/wire/errorcodes.h"

#include <QByteArray>
#include <QHash>
#include <QJsonObject>
#include <QSet>
#include <QString>
#include <QStringList>

namespace Signalbox {

struct Config;

/** Who a request comes from. A client is its principal: the token's owner, or "local". */
struct Caller
{
    QByteArray principal = "local";
    QStringList roles;
    QJsonObject claims;
};

/** Why a peer is turned away; written out in one place (core/front/refusals.h). */
struct Refusal
{
    int status = 400;
    int code = ErrorCode::transportError;
    QString sentence;
    QByteArray data; //!< raw JSON for error.data; may be empty
    HeaderList headers; //!< for example Allow, WWW-Authenticate, Retry-After
};

enum class Action { List, Call, Read, Get, Subscribe, Complete, Ask };
enum class Verdict { Allow, Hide, Refuse };

/** Which part of the gateway a client sees. Catalog views are keyed by it, never by session. */
struct View
{
    QByteArray backend; //!< slug; empty = all backends, with prefixed names
    QByteArray policy; //!< Policy::viewKey(): callers with one key see the same
    bool isAll() const { return backend.isEmpty(); }
    bool operator==(const View &) const = default;
};
inline size_t qHash(const View &view, size_t seed = 0)
{
    return qHashMulti(seed, view.backend, view.policy);
}

/**
 * May this request come in, as whom, and what may it use? The HTTP part follows the DNS-rebinding rules of Streamable
 * HTTP: Host must be a loopback name (or a configured one) with our port, Origin an exact loopback host with any port
 * (or a configured origin). Roles and permissions have their place in may().
 */
class Policy
{
public:
    /** `port` is the one really listened on. */
    Policy(const Config &config, quint16 port);

    /** Host, Origin and token, in this order. An OPTIONS preflight needs no token. */
    Result<Caller, Refusal> admit(const HttpRequest &request) const;
    /** Host and Origin alone: for what everybody on this machine may know. */
    Result<void, Refusal> admitVisitor(const HttpRequest &request) const;
    /** Whether pages of that origin may read our answers; false also for no origin. */
    bool allowsOrigin(QByteArrayView origin) const;
    /** Hide: the thing does not exist for this caller; Refuse: it exists and is denied. */
    Verdict may(const Caller &caller, Action action, QByteArrayView backend, QByteArrayView name) const;
    /** Whether the settings hide that tool, named as its server knows it, from everybody. */
    bool hidesTool(const QByteArray &backend, const QByteArray &tool) const;
    QSet<QByteArray> hiddenTools(const QByteArray &backend) const { return m_hiddenTools.value(backend); }
    QByteArray viewKey(const Caller &caller) const;

private:
    bool allowsHost(QByteArrayView host) const;
    Result<Caller, Refusal> identify(const HttpRequest &request) const;

    quint16 m_port;
    QList<QByteArray> m_hosts;
    QList<QByteArray> m_origins;
    QByteArray m_token;
    QHash<QByteArray, QSet<QByteArray>> m_hiddenTools; //!< by slug
};

} // namespace Signalbox
