// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/runningtrials.h"

#include "app/cli/answer.h"
#include "app/cli/running.h"

#include <deque>

namespace Signalbox {

namespace {

constexpr std::size_t mostAsked = 6; //!< connections at the same time; the gateway has places for others as well
constexpr qint64 spareTime = 60'000; //!< ms besides what the server may take for its start and its end

struct Asked
{
    ServerConfig server;
    ControlClient client;
};

/** What the file says of the server; the built-in one is in no file. */
QJsonObject entryOf(const ServerConfig &server, const QJsonObject &file)
{
    const QJsonObject entry = file.value(QStringLiteral("mcpServers")).toObject().value(server.name).toObject();
    return entry.isEmpty() ? QJsonObject{{QStringLiteral("type"), server.kind}} : entry;
}

Result<Asked> ask(const QString &controlSocket, const ServerConfig &server, const QJsonObject &file)
{
    Result<ControlClient> client = ControlClient::connectTo(controlSocket);
    if (!client)
        return client.error();
    const QJsonObject arguments{{QStringLiteral("name"), server.name},
                                {QStringLiteral("settings"), entryOf(server, file)},
                                {QStringLiteral("limits"), file.value(QStringLiteral("limits")).toObject()}};
    const Result<void> sent = client->send(QStringLiteral("backend.test"), arguments);
    if (!sent)
        return sent.error();
    return Asked{server, std::move(*client)};
}

QJsonObject without(const QString &sentence)
{
    const QJsonObject step{{QStringLiteral("what"), QStringLiteral("Gateway")},
                           {QStringLiteral("ok"), false},
                           {QStringLiteral("detail"), sentence},
                           {QStringLiteral("ms"), 0}};
    return {{QStringLiteral("ok"), false}, {QStringLiteral("steps"), QJsonArray{step}}};
}

QJsonObject answerOf(Asked &asked)
{
    const Limits &limits = asked.server.limits;
    const Result<QJsonObject> answer =
        asked.client.receive(std::chrono::milliseconds(limits.startTime + 2 * qint64(limits.stopTime) + spareTime));
    return answer ? *answer : without(answer.error().sentence);
}

} // namespace

int tryInGateway(const QString &controlSocket, const QList<ServerConfig> &servers, const QJsonObject &file, const TrialReport &report)
{
    std::deque<Asked> asked;
    qsizetype next = 0;
    while (next < servers.size() || !asked.empty()) {
        while (next < servers.size() && asked.size() < mostAsked) {
            Result<Asked> one = ask(controlSocket, servers[next], file);
            if (!one)
                return complain({NoGateway, one.error().sentence});
            ++next;
            asked.push_back(std::move(*one));
        }
        const QJsonObject answer = answerOf(asked.front());
        report(asked.front().server, answer);
        asked.pop_front();
    }
    return Ended;
}

} // namespace Signalbox
