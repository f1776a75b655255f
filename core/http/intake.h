// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/http/chunkreader.h"
#include "core/http/headscanner.h"
#include "core/http/requesthead.h"

#include <memory>
#include <optional>

namespace Signalbox {

class LibraryParser;
class LibraryRequest;

/**
 * Turns the bytes of one connection into requests, and refuses what is not plainly one. A request that is complete when
 * its head is read is taken as it lies; of any other the body goes through the library's parser, after its framing and
 * size were checked here.
 */
class Intake
{
public:
    enum class Outcome { More, Request, Refused };
    enum class Phase { Idle, Head, Body };

    Intake(LibraryParser *library, std::shared_ptr<const HttpLimits> limits);
    ~Intake();

    void append(QByteArrayView bytes) { m_input.append(bytes); }
    /** Looks for the next request. After Refused nothing more may be asked. */
    Outcome next();
    /** The request, after next() has found one. */
    RequestHead take();
    const HttpRefusal &refusal() const { return m_refusal; }

    Phase phase() const;
    /** Bytes that came and were not looked at yet. */
    qsizetype unread() const { return m_input.size() - m_used; }
    /** The client waits for a 100 before it sends its body; asking clears it. */
    bool takeContinue() { return std::exchange(m_owesContinue, false); }

private:
    struct Body;

    Outcome readHead();
    Outcome beginBody();
    Outcome readBody();
    Outcome pushBody(bool last);
    Outcome refuse(const HttpRefusal &refusal);
    void dropUsed();

    LibraryParser *m_library;
    std::shared_ptr<const HttpLimits> m_limits;
    QByteArray m_input;
    qsizetype m_used = 0; //!< of m_input
    HeadScanner m_scanner;
    bool m_emptyLineSkipped = false;
    bool m_owesContinue = false;
    std::optional<RequestHead> m_head; //!< of the request being read
    std::unique_ptr<Body> m_body;
    HttpRefusal m_refusal{400, {}};
};

} // namespace Signalbox
