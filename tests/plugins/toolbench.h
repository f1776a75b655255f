// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/plugin/toolserver.h"

#include <QTest>

#include <memory>

/* A ToolServer on the bench: who is told what, in order. */

namespace Signalbox {

/** The other end of a backend; keeps what it received. */
class BackendPeer : public QObject
{
public:
    explicit BackendPeer(Backend &backend)
    {
        connect(&backend, &Backend::opened, this, [this] { ++opened; });
        connect(&backend, &Backend::received, this, [this](const Message &message, const Origin &origin) {
            messages.append(message);
            exchanges.append(origin.exchange);
        });
        connect(&backend, &Backend::closed, this, [this](const Failure &failure) {
            ++closed;
            lastFailure = failure.kind;
        });
    }
    QByteArray last() const { return messages.isEmpty() ? QByteArray() : messages.last().bytes(); }

    QList<Message> messages;
    QList<quint64> exchanges;
    int opened = 0;
    int closed = 0;
    Failure::Kind lastFailure = Failure::Broken;
};

/** The message in `bytes`; `$M` stands for the required metadata of a stateless request. */
inline Message parsed(QByteArray bytes)
{
    bytes.replace("$M",
                  R"("_meta":{"io.modelcontextprotocol/protocolVersion":"2026-07-28",)"
                  R"("io.modelcontextprotocol/clientCapabilities":{}})");
    const auto message = Message::parse(bytes);
    return message ? *message : Message();
}

/** An open server with two tools: `echo` answers at once, `hold` leaves its calls in `held`. */
class ToolBench
{
public:
    static constexpr const char *echoSchema = R"({"type":"object","properties":{
"text":{"type":"string","minLength":1,"maxLength":5},"times":{"type":"integer","minimum":1,"maximum":3},
"mood":{"enum":["calm","loud"]},"tags":{"type":["array","null"],"items":{"type":"string"}}},
"required":["text"],"additionalProperties":false})";
    static constexpr const char *emptySchema = R"({"type":"object"})";

    explicit ToolBench(bool hasLogging = false)
        : server(std::make_unique<ToolServer>(ToolServer::Identity{QStringLiteral("bench"), QStringLiteral("Bench"),
                                                                   QStringLiteral("1.2"), QStringLiteral("Say less."),
                                                                   hasLogging}))
        , peer(std::make_unique<BackendPeer>(*server))
    {
        QVERIFY(server->addTool({"echo",
                                 QStringLiteral("Echo"),
                                 QStringLiteral("Says it again"),
                                 echoSchema,
                                 {{QStringLiteral("readOnlyHint"), true}}},
                                [](const std::shared_ptr<ToolCall> &call) {
                                    return ToolResult{call->text("text"), QJsonObject{{QStringLiteral("n"), 1}}, false};
                                }));
        QVERIFY(server->addTool({"hold", {}, QStringLiteral("Waits"), emptySchema, {}},
                                [this](const std::shared_ptr<ToolCall> &call) { held.append(call); }));
        server->open();
        QCOMPARE(peer->opened, 0);
        QTRY_COMPARE(peer->opened, 1);
    }

    void say(const QByteArray &bytes, quint64 exchange = 0)
    {
        const Message message = parsed(bytes);
        QVERIFY2(message.kind() != Message::Kind::None, bytes.constData());
        server->send(message, Route{exchange, {}});
    }

    void shakeHands(const QByteArray &version = "2025-11-25")
    {
        say(R"({"jsonrpc":"2.0","id":"hs","method":"initialize","params":{"protocolVersion":")" + version
            + R"(","capabilities":{},"clientInfo":{"name":"t","version":"1"}}})");
        say(R"({"jsonrpc":"2.0","method":"notifications/initialized"})");
        QTRY_COMPARE(peer->messages.size(), 1);
        peer->messages.clear();
        peer->exchanges.clear();
    }

    std::unique_ptr<ToolServer> server;
    std::unique_ptr<BackendPeer> peer;
    QList<std::shared_ptr<ToolCall>> held;
};

} // namespace Signalbox
