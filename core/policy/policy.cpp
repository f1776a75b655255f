// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/policy/policy.h"

#include "core/config/config.h"
#include "core/wire/errorcodes.h"

#include <array>

namespace Signalbox {

namespace {

constexpr std::array<QByteArrayView, 3> loopbackNames{"localhost", "127.0.0.1", "[::1]"};
constexpr quint16 httpPort = 80;
constexpr int forbidden = 403;
constexpr int unauthorized = 401;

bool isSameWord(QByteArrayView left, QByteArrayView right)
{
    return left.size() == right.size() && left.compare(right, Qt::CaseInsensitive) == 0;
}

bool isLoopback(QByteArrayView name)
{
    return std::any_of(loopbackNames.begin(), loopbackNames.end(),
                       [name](QByteArrayView known) { return isSameWord(known, name); });
}

struct HostPort
{
    QByteArrayView host;
    QByteArrayView port; //!< digits; empty = none
};

/** "name", "name:port", "[::1]" or "[::1]:port"; an empty host for anything else. */
HostPort splitHost(QByteArrayView text)
{
    const qsizetype bracket = text.startsWith('[') ? text.indexOf(']') : 0;
    if (bracket < 0)
        return {};
    const qsizetype colon = text.indexOf(':', bracket);
    if (colon < 0)
        return {text, {}};
    const QByteArrayView port = text.sliced(colon + 1);
    const bool digits = std::all_of(port.begin(), port.end(), [](char c) { return c >= '0' && c <= '9'; });
    if (port.isEmpty() || port.size() > 5 || !digits)
        return {};
    return {text.first(colon), port};
}

bool isPort(QByteArrayView digits, quint16 port)
{
    return digits.isEmpty() ? port == httpPort : digits.toByteArray().toUInt() == port;
}

/** Takes the same time for every text of that length, so that nobody learns a token byte by byte. */
bool isSecret(QByteArrayView given, const QByteArray &secret)
{
    quint32 difference = given.size() == secret.size() ? 0 : 1;
    for (qsizetype i = 0; i < given.size(); ++i)
        difference |= quint32(given.at(i) ^ secret.at(i % secret.size()));
    return difference == 0;
}

QList<QByteArray> toBytes(const QStringList &words)
{
    QList<QByteArray> bytes;
    for (const QString &word : words)
        bytes.append(word.toUtf8());
    return bytes;
}

QString shown(const QByteArray &header)
{
    return QString::fromLatin1(header.left(200));
}

} // namespace

Policy::Policy(const Config &config, quint16 port)
    : m_port(port)
    , m_hosts(toBytes(config.allowedHosts))
    , m_origins(toBytes(config.allowedOrigins))
    , m_token(config.token)
{
    for (auto it = config.hiddenTools.cbegin(); it != config.hiddenTools.cend(); ++it) {
        const QList<QByteArray> names = toBytes(*it);
        m_hiddenTools.insert(it.key(), QSet<QByteArray>(names.cbegin(), names.cend()));
    }
}

bool Policy::allowsHost(QByteArrayView host) const
{
    const HostPort parts = splitHost(host);
    if (isLoopback(parts.host))
        return isPort(parts.port, m_port);
    // A configured name may stand alone (a proxy on the usual port, or ours) or with the one port it may have.
    return std::any_of(m_hosts.cbegin(), m_hosts.cend(), [&](const QByteArray &known) {
        if (isSameWord(known, host))
            return true;
        return isSameWord(known, parts.host) && isPort(parts.port, m_port);
    });
}

bool Policy::allowsOrigin(QByteArrayView origin) const
{
    for (const QByteArray &known : m_origins) {
        if (isSameWord(known, origin))
            return true;
    }
    for (const QByteArrayView scheme : {QByteArrayView("http://"), QByteArrayView("https://")}) {
        if (origin.startsWith(scheme))
            return isLoopback(splitHost(origin.sliced(scheme.size())).host);
    }
    return false;
}

Result<void, Refusal> Policy::admitVisitor(const HttpRequest &request) const
{
    const QByteArray host = request.header("Host");
    if (headerCount(request.headers, "Host") != 1 || !allowsHost(host)) {
        return Refusal{
            forbidden,
            ErrorCode::transportError,
            QStringLiteral("Host: expected a loopback name with port %1, got \"%2\"; other names are allowed "
                           "by listen.allowedHosts")
                .arg(m_port)
                .arg(shown(host)),
            {},
            {}};
    }
    const int origins = headerCount(request.headers, "Origin");
    const QByteArray origin = request.header("Origin");
    if (origins > 1 || (origins == 1 && !allowsOrigin(origin))) {
        return Refusal{forbidden,
                       ErrorCode::transportError,
                       QStringLiteral("Origin: expected a loopback origin, got \"%1\"; others are allowed by "
                                      "listen.allowedOrigins")
                           .arg(shown(origin)),
                       {},
                       {}};
    }
    return {};
}

Result<Caller, Refusal> Policy::identify(const HttpRequest &request) const
{
    if (m_token.isEmpty())
        return Caller{};
    const QByteArray authorization = request.header("Authorization");
    constexpr QByteArrayView scheme = "Bearer ";
    const bool isBearer = headerCount(request.headers, "Authorization") == 1
        && isSameWord(QByteArrayView(authorization).first(qMin(scheme.size(), authorization.size())), scheme);
    if (isBearer && isSecret(QByteArrayView(authorization).sliced(scheme.size()).trimmed(), m_token))
        return Caller{"owner", {}, {}};
    const QByteArray challenge = authorization.isEmpty()
        ? QByteArrayLiteral("Bearer realm=\"signalbox\"")
        : QByteArrayLiteral("Bearer realm=\"signalbox\", error=\"invalid_token\"");
    return Refusal{unauthorized,
                   ErrorCode::transportError,
                   QStringLiteral("expected \"Authorization: Bearer …\" with the token of this gateway"),
                   {},
                   {{"WWW-Authenticate", challenge}}};
}

Result<Caller, Refusal> Policy::admit(const HttpRequest &request) const
{
    if (const auto visitor = admitVisitor(request); !visitor)
        return visitor.error();
    if (request.method == "OPTIONS")
        return Caller{};
    return identify(request);
}

bool Policy::hidesTool(const QByteArray &backend, const QByteArray &tool) const
{
    const auto hidden = m_hiddenTools.constFind(backend);
    return hidden != m_hiddenTools.cend() && hidden->contains(tool);
}

Verdict Policy::may(const Caller &, Action action, QByteArrayView backend, QByteArrayView name) const
{
    // Only tools are called.
    if (action == Action::Call && !m_hiddenTools.isEmpty() && hidesTool(backend.toByteArray(), name.toByteArray()))
        return Verdict::Hide;
    // Every caller that was admitted is the owner of this machine's account.
    return Verdict::Allow;
}

QByteArray Policy::viewKey(const Caller &) const
{
    // All callers may see the same.
    return {};
}

} // namespace Signalbox
