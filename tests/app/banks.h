// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/connect/bridge.h"
#include "tests/fakes/fakehttpbackend.h"

#include <QPointer>
#include <QTest>

namespace Signalbox {

inline constexpr auto hello = R"({"jsonrpc":"2.0","id":"h","method":"initialize","params":{"protocolVersion":"2025-11-25"}})";
inline constexpr auto initialized = R"({"jsonrpc":"2.0","method":"notifications/initialized"})";

inline QByteArray call(const QByteArray &id)
{
    return R"({"jsonrpc":"2.0","id":)" + id + R"(,"method":"tools/call","params":{"name":"x"}})";
}

inline QByteArray cancelOf(const QByteArray &id)
{
    return Message::notification("notifications/cancelled", "{\"requestId\":" + id + '}').bytes();
}

/** A client, the bridge, and gateways that come and go. */
class Banks : public QObject
{
public:
    explicit Banks(const Bridge::Patience &patience = {1, 5, 30000}, bool startsThere = true)
        : bridge(patience)
        , isThere(startsThere)
    {
        connect(&bridge, &Bridge::toClient, this, [this](const QByteArray &line) { lines.append(*Message::parse(line)); });
        connect(&bridge, &Bridge::backendWanted, this, [this](bool mayStart) {
            ++wanted;
            wantedInEarnest += mayStart ? 1 : 0;
            if (isThere)
                give();
            else
                QMetaObject::invokeMethod(&bridge, [this] { bridge.unreachable(QStringLiteral("nobody there")); });
        });
        bridge.start();
    }

    /** A gateway that greets. */
    void give()
    {
        auto made = std::make_unique<FakeHttpBackend>();
        FakeHttpBackend *one = made.get();
        gateway = one;
        connect(one, &Backend::closed, this, [this] { ++closed; });
        one->onSend = [this, one](const Message &message, const Route &route) {
            if (message.isMethod("initialize") && answersHello)
                one->answer(route.exchange,
                            Message::result(message.id(),
                                            "{\"protocolVersion\":\"" + version + "\",\"capabilities\":" + capabilities + '}'));
            else if (message.isMethod("logging/setLevel") || message.isMethod("resources/subscribe"))
                one->answer(route.exchange, Message::result(message.id(), "{}"));
        };
        bridge.use(std::move(made));
    }
    bool greets()
    {
        bridge.fromClient(hello);
        const bool greeted = QTest::qWaitFor([this] { return lines.size() == 1; });
        bridge.fromClient(initialized);
        return greeted && QTest::qWaitFor([this] { return gateway->isListening(); });
    }
    /** The exchange of the newest message with that id. */
    quint64 exchangeOf(const QByteArray &id) const
    {
        for (auto sent = gateway->sent.crbegin(); sent != gateway->sent.crend(); ++sent) {
            if (sent->message.id() == id)
                return sent->route.exchange;
        }
        return 0;
    }
    void forget() { gateway->failExchange(0, {Failure::SessionGone, 404, {}, QStringLiteral("forgotten")}); }
    QByteArrayList methods() const
    {
        QByteArrayList names;
        for (const Message &line : lines)
            names.append(line.method().toByteArray());
        return names;
    }
    void answer(const QByteArray &id) { gateway->answer(exchangeOf(id), Message::result(id, "{}")); }

    Bridge bridge;
    bool isThere;
    QPointer<FakeHttpBackend> gateway; //!< the newest
    QList<Message> lines; //!< what the client got
    QByteArray version = "2025-11-25";
    int closed = 0; //!< gateways that took leave
    int wanted = 0;
    int wantedInEarnest = 0; //!< enough to start one
    bool answersHello = true;
    QByteArray capabilities = "{}";
};

} // namespace Signalbox
