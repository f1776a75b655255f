// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "tests/front/mounted.h"
#include "tests/fakes/actor.h"

namespace Signalbox {

/** The whole house with two actors below it, "alpha" and "beta"; time limits that decide nothing unless a test sets
 * them. */
class Stage
{
public:
    using Instances = ServerConfig::Instances;

    explicit Stage(const Limits &limits = {}, Instances instances = Instances::Shared);

    ServerConfig config(const QByteArray &slug) const { return house.serverNamed(slug); }
    void apply(const QList<ServerConfig> &servers) { house.upstreams->apply(servers); }
    Upstream *upstream(QByteArrayView slug = "alpha") const { return house.upstreams->bySlug(slug); }
    /** Waits until all lists of all actors were read. */
    bool settle();
    int open() const { return upstream()->tally().open; } //!< calls at alpha

    Actor alpha;
    Actor beta;
    Mounted house;
};

/** The JSON-RPC answer of a POST, whether it came as JSON or as the last message of a stream. */
Message answerOf(HttpClient &client, int limit = HttpClient::patience);
/** The messages of a stream as they have come so far, once there are so many. */
QList<Message> heardBy(HttpClient &client, qsizetype count, int limit = HttpClient::patience);
/** Waits for a message of that method on the stream; None if none comes. */
Message awaited(HttpClient &client, QByteArrayView method, int limit = HttpClient::patience);

} // namespace Signalbox
