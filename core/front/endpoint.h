// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/front/front.h"

#include <QJsonObject>

#include <functional>

namespace Signalbox {

/**
 * The mounted URLs: /mcp for all backends, /mcp/<backend> for one, and two pages for people and monitors. Checks
 * every request in one order: path, Host and Origin, preflight, token, backend, method, content type, JSON, generation;
 * then a front answers. Core thread.
 */
class Endpoint
{
public:
    /** What the endpoint asks of the house behind it. */
    struct House
    {
        std::function<QList<QByteArray>()> backends; //!< slugs that have a URL
        std::function<QJsonObject()> health; //!< counts for /healthz; nothing secret
    };

    /** Policy and front outlive the endpoint. */
    Endpoint(const Policy *policy, Front *legacy, House house);

    void setPolicy(const Policy *policy) { m_policy = policy; }
    /** How deep a message may nest. */
    void setDepth(int depth) { m_limits.depth = depth; }

    /** For HttpServer::setHandler(). */
    void handle(HttpRequest &&request, Reply reply);

private:
    void enter(HttpRequest &&request, Reply reply, const QByteArray &backend);
    bool isKnown(const QByteArray &backend) const;
    void refuseBackend(const Visit &visit) const;
    void dispatch(Visit visit);
    void post(Visit visit);
    void hand(Visit visit, Post post);
    void page(const HttpRequest &request, Reply reply);
    HeaderList corsOf(const HttpRequest &request) const;

    const Policy *m_policy;
    Front *m_legacy;
    House m_house;
    MessageLimits m_limits;
};

} // namespace Signalbox
