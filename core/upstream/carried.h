// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/call/call.h"
#include "core/wire/message.h"

#include <functional>

namespace Signalbox {

/** Changes an answer on its way back (names that were spliced on the way out); empty = leave it. */
using AnswerEdit = std::function<Message(const Message &answer)>;

/** A client's call and the request as the server shall see it: names spliced, still with the client's id. */
struct Carried
{
    CallPtr call;
    Message request;
    AnswerEdit edit;
    qint64 since = 0; //!< steady ms when it began to wait
    quint64 turn = 0; //!< its place among those that came before and after it; kept however often it is sent again
    int attempts = 0; //!< how often it was sent and came back untouched
    bool hasWaited = false; //!< for a leg, or for its turn on one
    bool asTask = false; //!< the tool cannot be called otherwise, and the client knows no such tasks
};

} // namespace Signalbox
