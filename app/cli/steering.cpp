// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/steering.h"

#include "app/announcement.h"
#include "app/cli/answer.h"
#include "app/cli/lists.h"
#include "app/cli/running.h"

#include <algorithm>

namespace Signalbox {

namespace {

using Clock = std::chrono::steady_clock;
constexpr auto settleLimit = std::chrono::seconds(120); //!< twice what a server may take to start, if not set otherwise

QString sentenceOf(const QJsonObject &backend, const Screen &screen)
{
    const QString state = textIn(backend, "state");
    const QString reason = PlainText::tame(textIn(backend, "reason"));
    const QString server = PlainText::tame(textIn(backend, "serverName") + u' ' + textIn(backend, "serverVersion"));
    const bool isReady = state == u"ready";
    const QString more = isReady ? server : reason;
    return QStringLiteral("%1: %2%3\n")
        .arg(PlainText::tame(textIn(backend, "name")), screen.painted(PlainText::state(state), styleOfState(state)),
             more.isEmpty() ? QString() : QStringLiteral(", ") + more);
}

bool isSettled(const QJsonObject &backend)
{
    return textIn(backend, "state") != u"starting";
}

/** Asks again whenever something has happened, until the backend is up or given up. */
Result<QJsonObject, Setback> settled(QJsonObject backend, RunningGateway &gateway)
{
    const auto end = Clock::now() + settleLimit;
    qint64 newest = 0;
    while (!isSettled(backend) && Clock::now() < end) {
        const QJsonObject wait{{QStringLiteral("after"), newest}, {QStringLiteral("wait"), 1}};
        const Result<QJsonObject, Setback> log = gateway.ask(QStringLiteral("log"), wait);
        if (!log)
            return log.error();
        newest = numberIn(*log, "newest");
        const Result<QJsonObject, Setback> answer = gateway.ask(QStringLiteral("backends"));
        if (!answer)
            return answer.error();
        const QJsonArray all = rowsIn(*answer, "backends");
        const auto now = std::find_if(all.begin(), all.end(), [&](const QJsonValue &each) {
            return numberIn(each, "number") == numberIn(backend, "number");
        });
        if (now == all.end())
            return Setback{Failed, QStringLiteral("%1 was removed from the settings meanwhile").arg(textIn(backend, "name"))};
        backend = now->toObject();
    }
    return backend;
}

} // namespace

int steerBackend(const CommandLine &line)
{
    Result<RunningGateway, Setback> gateway = RunningGateway::find(line);
    if (!gateway)
        return complain(gateway.error());
    const QJsonObject arguments{{QStringLiteral("name"), line.words.first()}};
    const Result<QJsonObject, Setback> begun = gateway->ask(QStringLiteral("backend.") + line.subcommand, arguments);
    if (!begun)
        return complain(begun.error());
    const Result<QJsonObject, Setback> backend = line.subcommand == u"stop" ? begun : settled(*begun, *gateway);
    if (!backend)
        return complain(backend.error());
    printOut(sentenceOf(*backend, Screen::ofOutput()));
    const QString state = textIn(*backend, "state");
    return state == u"failed" || state == u"backing off" ? TroubleFound : Ended;
}

int closeNumber(const CommandLine &line)
{
    bool isNumber = false;
    const qulonglong number = line.words.first().toULongLong(&isNumber);
    if (!isNumber)
        return complain({WrongUsage, QStringLiteral("close: expected a number of \"signalbox sessions\", got \"%1\"").arg(line.words.first())});
    Result<RunningGateway, Setback> gateway = RunningGateway::find(line);
    if (!gateway)
        return complain(gateway.error());
    const QJsonObject arguments{{QStringLiteral("number"), qint64(number)}};
    if (gateway->ask(QStringLiteral("session.close"), arguments)) {
        printOut(QStringLiteral("session %1 is closed\n").arg(number));
        return Ended;
    }
    const Result<QJsonObject, Setback> stream = gateway->ask(QStringLiteral("stream.close"), arguments);
    if (stream) {
        printOut(QStringLiteral("stream %1 is closed\n").arg(number));
        return Ended;
    }
    if (stream.error().code == NoGateway)
        return complain(stream.error());
    return complain({Failed, QStringLiteral("no session and no open stream has the number %1; \"signalbox sessions\" lists them").arg(number)});
}

} // namespace Signalbox
