// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/http/httprequest.h"

namespace Signalbox {

/** How the answer to one request must be framed. */
struct AnswerFrame
{
    bool http10 = false;
    bool keepAlive = true;
    bool toHead = false; //!< the request was HEAD: no body
};

/**
 * The head of a complete answer. Headers that frame the message are ours: the caller's are left out, and so are any
 * with line breaks or control characters.
 */
QByteArray answerHead(int status, const HeaderList &headers, qsizetype bodySize, const AnswerFrame &frame);
/** The head of an answer that is streamed: chunked, or up to the end of the connection for HTTP/1.0. */
QByteArray streamHead(const HeaderList &headers, const AnswerFrame &frame);
/** Whether an answer with that status to such a request carries its body. */
bool carriesBody(int status, const AnswerFrame &frame);

} // namespace Signalbox
