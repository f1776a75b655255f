// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/bus/bus.h"
#include "core/config/config.h"
#include "core/front/conversations.h"
#include "core/front/endpoint.h"
#include "core/front/legacy/legacyfront.h"
#include "core/front/modern/modernfront.h"
#include "core/front/sse/ssefront.h"
#include "core/http/httpserver.h"
#include "core/plugin/pluginhost.h"
#include "core/policy/policy.h"
#include "core/routing/router.h"
#include "core/upstream/loglevels.h"
#include "core/upstream/upstreamset.h"
#include "tests/fakes/actor.h"
#include "tests/fakes/httpclient.h"

#include <memory>

namespace Signalbox {

/** The whole house between the two seams: a real server on a free port, two actors "one" and "two" below. */
class Mounted
{
public:
    explicit Mounted(Config config = {}, ServerConfig::Instances instances = ServerConfig::Instances::Shared);
    ~Mounted();

    std::unique_ptr<HttpClient> connection() const;
    /** A connection with this request on it, Host and Content-Length added. */
    std::unique_ptr<HttpClient> request(const QByteArray &method, const QByteArray &path, const HeaderList &headers,
                                        const QByteArray &body = {}) const;
    /** A server of that name that starts at once, under the limits of the house. */
    ServerConfig serverNamed(const QByteArray &slug) const;
    /** Waits until both servers are ready, so that no notice of their start comes later. */
    bool settle();

    quint16 port = 0;
    Config config;
    ServerConfig::Instances instances;
    Bus bus;
    Actor one;
    Actor two;
    PluginHost plugins{QString()};
    LogLevels levels;
    std::unique_ptr<UpstreamSet> upstreams;
    std::unique_ptr<Policy> policy;
    std::unique_ptr<Router> router;
    std::unique_ptr<Conversations> conversations;
    std::unique_ptr<LegacyFront> legacy;
    std::unique_ptr<ModernFront> modern;
    std::unique_ptr<SseFront> sse;
    std::unique_ptr<Endpoint> endpoint;
    std::unique_ptr<HttpServer> server; //!< last: it goes first
};

/** A client with a session: says its requests over connections of their own, unless told otherwise. */
class Talker
{
public:
    explicit Talker(Mounted &house, QByteArray path = "/mcp/one", QByteArray version = "2025-11-25")
        : m_house(house)
        , m_path(std::move(path))
        , m_version(std::move(version))
    {
    }

    /** initialize and notifications/initialized; true if the session stands. */
    bool begin(const QByteArray &capabilities = "{}");
    /** begin() and a call of "hold"; nothing if the call does not come to that server. */
    std::unique_ptr<HttpClient> hold(const Actor &server, const QByteArray &capabilities = "{}");
    /** One POST, its whole answer. */
    HttpResponse post(const QByteArray &body, const HeaderList &extra = {});
    /** One POST whose answer the test reads itself. */
    std::unique_ptr<HttpClient> open(const QByteArray &body, const HeaderList &extra = {});
    std::unique_ptr<HttpClient> get(const QByteArray &lastEventId = {});
    HttpResponse remove();
    static QByteArray initialize(const QByteArray &version, const QByteArray &capabilities = "{}");
    static QByteArray request(const QByteArray &id, const QByteArray &method, const QByteArray &params = "{}");
    static QByteArray notification(const QByteArray &method, const QByteArray &params = "{}");
    /** tools/call of `tool`, with a progress token. */
    static QByteArray call(const QByteArray &id, const QByteArray &tool, const QByteArray &arguments = "{}");

    HeaderList headers() const;
    QByteArray session;
    QByteArray accept = "application/json, text/event-stream";
    HttpResponse greeting; //!< the answer to initialize

private:
    Mounted &m_house;
    QByteArray m_path;
    QByteArray m_version;
};

/** The frames with data, without those that only prime. */
QList<SseFrame> messagesIn(const QList<SseFrame> &frames);
/** Reads until so many messages came; gives them. */
QList<SseFrame> messages(HttpClient &client, qsizetype count, int limit = HttpClient::patience);

} // namespace Signalbox
