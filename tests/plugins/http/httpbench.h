// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/plugin/pluginhost.h"
#include "tests/plugins/backendcontract.h"
#include "tests/plugins/http/rawserver.h"

#include <QTest>

namespace Signalbox {

/** The http plugin as the gateway has it, and a server to hold against it. */
class HttpBench
{
public:
    /** All that a backend told, with the reasons of failures. */
    class Record : public BackendRecord
    {
    public:
        explicit Record(Backend *backend)
            : BackendRecord(backend)
        {
            connect(backend, &Backend::exchangeFailed, this, [this](quint64 exchange, const Failure &why) {
                failures.append({exchange, why});
            });
        }

        QList<std::pair<quint64, Failure>> failures;
    };

    HttpBench() { m_host.scan({QStringLiteral(TEST_BINARY_DIRECTORY "/lib/signalbox/plugins")}); }

    /** Nothing, with a warning, if the settings are refused. */
    std::unique_ptr<Backend> make(const QJsonObject &settings)
    {
        Result<std::unique_ptr<Backend>> made = m_host.create(QStringLiteral("http"), settings, surroundings);
        if (!made) {
            qWarning("%s", qPrintable(made.error().sentence));
            return {};
        }
        return std::move(made.value());
    }

    /** Opens a backend on `server`; `type` as in the settings. */
    Record *start(const RawServer &server, const QString &type = QStringLiteral("http"),
                  const QString &path = QStringLiteral("/mcp"))
    {
        backend = make({{QStringLiteral("url"), server.url(path)}, {QStringLiteral("type"), type}});
        record = new Record(backend.get());
        backend->open();
        return record;
    }

    /** Sends a request with this id; it is its exchange as well. */
    void ask(quint64 id, QByteArrayView method = "tools/call", const HeaderList &headers = {})
    {
        backend->send(Message::request(QByteArray::number(id), method, "{}"), Route{id, headers});
    }
    void note(QByteArrayView method) { backend->send(Message::notification(method), {}); }

    /** What a Leg does: initialize as exchange 1, then initialized, then listening. */
    bool greet()
    {
        ask(1, "initialize");
        if (!QTest::qWaitFor([this] { return !record->messages.isEmpty() || !record->failures.isEmpty(); }))
            return false;
        note("notifications/initialized");
        backend->listen(versionHeaders());
        return !record->messages.isEmpty();
    }
    static HeaderList versionHeaders() { return {{"MCP-Protocol-Version", "2025-06-18"}}; }

    Surroundings surroundings;
    std::unique_ptr<Backend> backend;
    Record *record = nullptr; //!< the backend's

private:
    PluginHost m_host{QString()};
};

/** A server of Streamable HTTP with sessions; what it does not know goes to `more`. */
class SessionServer : public RawServer
{
public:
    SessionServer()
    {
        script = [this](const Request &request) { serve(request); };
    }

    QByteArray session = "s-1";
    bool hasStream = true; //!< it answers GET
    std::function<bool(const Request &request)> more; //!< looks at every request first; true = dealt with
    QList<Request> streams;

private:
    void serve(const Request &request)
    {
        if (more && more(request))
            return;
        if (request.method == "GET" && hasStream) {
            streams.append(request);
            return request.openStream();
        }
        if (request.method != "POST")
            return request.answer(request.method == "DELETE" ? 200 : 405, {}, {});
        const Message message = request.message();
        if (message.isMethod("initialize"))
            return request.result(R"({"protocolVersion":"2025-06-18"})", {{"Mcp-Session-Id", session}});
        if (!message.isRequest())
            return request.accept();
        request.result(message.params().raw().toByteArray());
    }
};

} // namespace Signalbox
