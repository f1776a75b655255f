// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/http/httprequest.h"
#include "core/http/httpserver.h"
#include "core/result.h"

namespace Signalbox {

/** What the first part of a request says: the request without its body, and how the body and the answer are framed. */
struct RequestHead
{
    HttpRequest request;
    qint64 bodyLength = 0; //!< -1: chunked
    bool http10 = false;
    bool keepAlive = true;
    bool awaitsContinue = false;

    bool isChunked() const { return bodyLength < 0; }
};

/** Why a peer is turned away before anybody has seen its request. */
struct HttpRefusal
{
    int status;
    QByteArrayView sentence; //!< a literal
};

/**
 * Reads a complete head that HeadScanner found (with its empty line). Strict where two readers could differ:
 * what is not plainly one request as RFC 9112 writes it is refused.
 */
Result<RequestHead, HttpRefusal> parseRequestHead(QByteArrayView head, const HttpLimits &limits);

/** tchar of RFC 9110: what methods and header names are made of. */
bool isToken(QByteArrayView bytes);

} // namespace Signalbox
