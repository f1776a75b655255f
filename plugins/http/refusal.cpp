// SPDX-License-Identifier: GPL-3.0-or-later
#include "plugins/http/refusal.h"

#include <algorithm>

namespace Signalbox {

namespace {

/** ": what the server said", or nothing. */
QString reported(const HttpAnswer &answer)
{
    const QString words = serverWords(answer);
    return words.isEmpty() ? QString() : QStringLiteral(": ") + words;
}

/** " It asks to wait 30 s." where the server says so in seconds; dates are rare and left alone. */
QString wait(const HttpAnswer &answer)
{
    bool isNumber = false;
    const int seconds = headerValue(answer.headers, "retry-after").toInt(&isNumber);
    return isNumber && seconds >= 0 ? QStringLiteral(". It asks to wait %1 s").arg(seconds) : QString();
}

QString hint(int status, bool hadSession)
{
    switch (status) {
    case 404:
        return hadSession ? QString() : QStringLiteral(". Is the path in \"url\" right?");
    case 405:
        return QStringLiteral(". Is the path in \"url\" right? It takes no messages there");
    case 407:
        return QStringLiteral(". The proxy between wants a user and a password: put them into the proxy's address");
    case 429:
        return QStringLiteral(". That is more than it takes at once");
    default:
        return {};
    }
}

Failure unauthorized(const HttpAnswer &answer, const QString &said)
{
    const QString what = answer.status == 401
        ? QStringLiteral("it wants to know who you are; put an Authorization header into \"headers\" of this server in "
                         "the settings, or renew the one that is there")
        : QStringLiteral("it knows you and does not allow this");
    const QByteArray challenge = headerValue(answer.headers, "www-authenticate");
    return {Failure::Unauthorized, answer.status, challenge, said + QStringLiteral(": ") + what + reported(answer)};
}

} // namespace

bool saysSessionGone(const HttpAnswer &answer)
{
    const QString words = serverWords(answer).toLower();
    if (words.contains(QLatin1StringView("not initialized")))
        return true;
    static constexpr const char *complaints[] = {"missing", "required",   "unknown", "not found", "no valid",
                                                 "invalid", "terminated", "expired", "not exist", "no longer"};
    return words.contains(QLatin1StringView("session")) && std::ranges::any_of(complaints, [&](const char *complaint) {
               return words.contains(QLatin1StringView(complaint));
           });
}

Failure refusalOf(const HttpAnswer &answer, const RefusedRequest &request)
{
    const int status = answer.status;
    const QString said = QStringLiteral("%1 answered %2").arg(request.origin, spokenStatus(status));
    if (status == 401 || status == 403)
        return unauthorized(answer, said);
    if (request.hadSession && (status == 404 || (status == 400 && saysSessionGone(answer))))
        return {Failure::SessionGone, status, {}, said + QStringLiteral(": it has forgotten our session")};
    const QString sentence = said + reported(answer) + hint(status, request.hadSession) + wait(answer);
    if (status < 400 || status >= 500)
        return {Failure::OutcomeUnknown, status, {}, sentence};
    // Busy now is no verdict on the settings: a handshake is tried again later.
    const bool isBusy = status == 429 && request.isHandshake;
    return {isBusy ? Failure::NotSent : Failure::Refused, status, {}, sentence};
}

Failure failureOf(const TransferEnd &end)
{
    switch (end.kind) {
    case TransferEnd::NotSent:
        return {Failure::NotSent, 0, {}, end.sentence};
    case TransferEnd::Refused:
        return {Failure::Refused, 0, {}, end.sentence};
    case TransferEnd::Complete:
    case TransferEnd::Cut:
        break;
    }
    return {Failure::OutcomeUnknown, 0, {}, end.sentence};
}

} // namespace Signalbox
