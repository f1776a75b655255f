// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/front/front.h"

namespace Signalbox {

class Conversations;
class Session;

/**
 * HTTP+SSE of 2024-11-05: GET opens the one stream of a session and tells where to post; every message to the client
 * leaves on that stream. A client that comes back with the id of the last event it saw, as the EventSource of browsers
 * does by itself, goes on in its session; any other begins a new one, as the specification has it. Core thread.
 */
class SseFront : public Front
{
public:
    /** What is said in its sessions outlives the front. */
    explicit SseFront(Conversations *conversations);

    /** A message for a session, which the query names. */
    void post(Visit visit, Post post) override;
    void get(Visit visit) override;
    void remove(Visit visit) override;

private:
    /** The session of the visit; null if the visit was refused. */
    Session *sessionOf(const Visit &visit, QByteArrayView id);
    /** Whether the stream of a session that is still there goes on. */
    bool resume(const Visit &visit);
    void begin(const Visit &visit);
    void initialize(Session &session, const Message &request);
    /** Why a POST cannot be taken in this session; status 0 if it can. */
    Refusal obstacle(const Session &session, const Post &post) const;
    void take(Session &session, const Post &post);

    Conversations *m_conversations;
};

} // namespace Signalbox
