// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/front/front.h"

#include <QJsonObject>

#include <functional>

namespace Signalbox {

class Tap;

/**
 * The mounted URLs: /mcp for all backends, /mcp/<backend> for one, /sse and /messages for clients of the older kind, and
 * two pages for people and monitors. Checks
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

    /** Who answers at which URLs; they outlive the endpoint. */
    struct Fronts
    {
        Front *legacy = nullptr; //!< /mcp, with sessions
        Front *modern = nullptr; //!< /mcp, every request for itself
        Front *sse = nullptr; //!< /sse and /messages
    };

    /** The policy outlives the endpoint. */
    Endpoint(const Policy *policy, Fronts fronts, House house);

    /** Outlives the endpoint. */
    void setTap(Tap *tap) { m_tap = tap; }
    void setPolicy(const Policy *policy) { m_policy = policy; }
    /** How deep a message may nest. */
    void setDepth(int depth) { m_limits.depth = depth; }

    /** For HttpServer::setHandler(). */
    void handle(HttpRequest &&request, Reply reply);

private:
    /** What a path leads to. */
    struct Place
    {
        Front *front = nullptr; //!< null: the path is not ours
        Front *stateless = nullptr; //!< for requests without session; null: there are none here
        QByteArray backend; //!< empty = all
        QByteArray methods; //!< that exist there, for Allow
    };
    Place placeOf(const QByteArray &path) const;
    void enter(HttpRequest &&request, Reply reply, const Place &place);
    bool isKnown(const QByteArray &backend) const;
    void refuseBackend(const Visit &visit) const;
    void dispatch(Visit visit, const Place &place);
    void post(Visit visit, const Place &place);
    void hand(Visit visit, Post post, const Place &place);
    void page(const HttpRequest &request, Reply reply);
    HeaderList corsOf(const HttpRequest &request) const;

    const Policy *m_policy;
    Fronts m_fronts;
    House m_house;
    MessageLimits m_limits;
    Tap *m_tap = nullptr;
};

} // namespace Signalbox
