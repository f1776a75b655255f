// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/upstream/stage.h"

#include <algorithm>

namespace Signalbox {

namespace {

Config configWith(const Limits &limits)
{
    Config config;
    config.limits = limits;
    return config;
}

QList<Message> parsed(const QList<SseFrame> &frames)
{
    QList<Message> found;
    for (const SseFrame &frame : frames) {
        if (const Result<Message, Fault> message = Message::parse(frame.data); message.ok())
            found.append(*message);
    }
    return found;
}

} // namespace

Stage::Stage(const Limits &limits, Instances instances)
    : house(configWith(limits), instances)
{
    house.plugins.add(QStringLiteral("alpha"), &alpha);
    house.plugins.add(QStringLiteral("beta"), &beta);
    apply({config("alpha"), config("beta")});
}

bool Stage::settle()
{
    return HttpClient::await([this] {
        const auto all = house.upstreams->all();
        return std::all_of(all.begin(), all.end(), [](const Upstream *one) {
            return std::all_of(allListKinds.begin(), allListKinds.end(),
                               [one](ListKind kind) { return one->listings().isFresh(kind); });
        });
    });
}

Message answerOf(HttpClient &client, int limit)
{
    const HttpResponse response = client.response(false, limit);
    if (!response.header("Content-Type").startsWith("text/event-stream")) {
        const Result<Message, Fault> message = Message::parse(response.body);
        return message.ok() ? *message : Message();
    }
    const QList<Message> all = parsed(messagesIn(sseFrames(response.body)));
    return all.isEmpty() ? Message() : all.constLast();
}

QList<Message> heardBy(HttpClient &client, qsizetype count, int limit)
{
    return parsed(messages(client, count, limit));
}

Message awaited(HttpClient &client, QByteArrayView method, int limit)
{
    Message found;
    HttpClient::await(
        [&] {
            for (const Message &message : parsed(messagesIn(sseFrames(client.soFar().body)))) {
                if (message.isMethod(method))
                    found = message;
            }
            return found.kind() != Message::Kind::None;
        },
        limit);
    return found;
}

} // namespace Signalbox
