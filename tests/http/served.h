// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/http/httpserver.h"
#include "core/http/stream.h"
#include "tests/fakes/httpclient.h"

#include <memory>
#include <vector>

namespace Signalbox {

/**
 * A real server on a free port whose handler does what the path says: /echo answers at once with what came, /keep
 * leaves the answer to the test, /stream opens a stream, /drop forgets the reply.
 */
class Served
{
public:
    explicit Served(HttpLimits limits = {})
        : server(std::make_unique<HttpServer>(limits))
    {
        server->setHandler(
            [this](HttpRequest &&request, Reply reply) { handle(std::move(request), std::move(reply)); });
        const auto listening = server->listen({QStringLiteral("127.0.0.1")}, 0);
        port = listening.ok() ? *listening : quint16(0);
    }

    std::unique_ptr<HttpClient> client() const
    {
        auto client = std::make_unique<HttpClient>();
        return client->connectTo(port) ? std::move(client) : nullptr;
    }

    static const HeaderList &streamHeaders()
    {
        static const HeaderList headers{{QByteArrayLiteral("Content-Type"), QByteArrayLiteral("text/event-stream")}};
        return headers;
    }

    std::vector<HttpRequest> requests;
    std::vector<Reply> replies; //!< of /keep
    std::vector<std::shared_ptr<Stream>> streams;
    int gone = 0;
    int closed = 0;
    int writable = 0;
    quint16 port = 0;
    std::unique_ptr<HttpServer> server; //!< last: it goes first

private:
    void handle(HttpRequest &&request, Reply reply)
    {
        const QByteArray path = request.path;
        requests.push_back(request);
        if (path == "/keep") {
            reply.onGone([this] { ++gone; });
            replies.push_back(std::move(reply));
        } else if (path == "/stream") {
            keepStream(reply.openStream(streamHeaders()));
        } else if (path != "/drop") {
            reply.send(200, {{QByteArrayLiteral("X-Method"), request.method}}, request.body);
        }
    }

    void keepStream(std::shared_ptr<Stream> stream)
    {
        if (!stream)
            return;
        stream->onClosed([this] { ++closed; });
        stream->onWritable([this] { ++writable; });
        streams.push_back(std::move(stream));
    }
};

} // namespace Signalbox
