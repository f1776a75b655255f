// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/front/front.h"
#include "core/front/legacy/waitlist.h"

#include <QObject>

#include <memory>

namespace Signalbox {

class Conversations;
class Delivery;
class Session;
struct Limits;

/**
 * Streamable HTTP with handshake and sessions (2025-03-26, 2025-06-18, 2025-11-25; 2024-11-05 in its messages):
 * POST carries messages in, GET carries what belongs to no request out, DELETE ends a session. Core thread.
 */
class LegacyFront : public QObject, public Front
{
    Q_OBJECT

public:
    /** What is said in its sessions outlives the front. */
    LegacyFront(const Limits &limits, Conversations *conversations, QObject *parent = nullptr);
    ~LegacyFront() override;

    void setLimits(const Limits &limits);

    void post(Visit visit, Post post) override;
    void get(Visit visit) override;
    void remove(Visit visit) override;

private:
    static constexpr auto frontName = "legacy";

    void refuse(const Visit &visit, const Refusal &refusal, QByteArrayView id = {}) const;
    /** Duplicate headers and unknown versions; true if the visit was refused. */
    bool refusesHeaders(const Visit &visit, QByteArrayView id) const;
    /** The session of the visit; null if the visit was refused. */
    Session *sessionOf(const Visit &visit, QByteArrayView id);
    static HeaderList headersOf(const Visit &visit, const Session &session);

    void initialize(const Visit &visit, const Message &request, bool acceptsStream);
    void postBatch(const Visit &visit, const Post &post, bool acceptsStream);
    void postRequest(const Visit &visit, const Message &request, bool acceptsStream);
    void resume(const Visit &visit, Session &session);

    Conversations *m_conversations;
    WaitList m_waits;
};

} // namespace Signalbox
