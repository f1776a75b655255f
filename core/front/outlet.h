// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/policy/policy.h"
#include "core/session/event.h"
#include "core/wire/message.h"

namespace Signalbox {

/** The way on which a client hears of one request of its session: what a front knows of it and nobody else. */
class Outlet
{
public:
    virtual ~Outlet() = default;
    /** Whether notifications and questions can go this way at all. */
    virtual bool acceptsStream() const = 0;
    /** Whether what is said now can still reach the client. */
    virtual bool isReachable() const = 0;
    /** A notification or a question. False if the client cannot hear it. */
    virtual bool say(const EventPtr &event) = 0;
    virtual void answer(const Message &message) = 0;
    /** The request gets no answer: the client has cancelled it. */
    virtual void skip() = 0;
    /** It is over before an answer, and so is its session. */
    virtual void refuseAll(const Refusal &refusal, QByteArrayView id) = 0;
};

} // namespace Signalbox
