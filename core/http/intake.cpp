// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/http/intake.h"

#include "core/http/libraryparser.h"

namespace Signalbox {

namespace {

// The library pays for every call and every chunk, so it gets few and large ones whatever the client's pieces are.
constexpr qsizetype pushSize = 64 * 1024;
constexpr char tlsHandshake = 0x16;

} // namespace

/** A body that arrives in pieces. */
struct Intake::Body
{
    std::unique_ptr<LibraryRequest> library;
    std::optional<ChunkReader> chunks;
    qint64 left = 0; //!< of a body with known length
    qint64 size = 0; //!< payload passed on so far
    QByteArray pending; //!< payload not yet passed on
};

Intake::Intake(LibraryParser *library, std::shared_ptr<const HttpLimits> limits)
    : m_library(library)
    , m_limits(std::move(limits))
{
}

Intake::~Intake() = default;

Intake::Phase Intake::phase() const
{
    if (m_body)
        return Phase::Body;
    return unread() > 0 ? Phase::Head : Phase::Idle;
}

Intake::Outcome Intake::next()
{
    const Outcome outcome = m_body ? readBody() : readHead();
    dropUsed();
    return outcome;
}

RequestHead Intake::take()
{
    RequestHead head = std::move(*m_head);
    m_head.reset();
    return head;
}

void Intake::dropUsed()
{
    if (m_used == m_input.size())
        m_input = {}; // an idle connection keeps no buffer
    else if (m_used > 0)
        m_input.remove(0, m_used);
    m_used = 0;
}

Intake::Outcome Intake::refuse(const HttpRefusal &refusal)
{
    m_refusal = refusal;
    m_body.reset();
    m_input = {};
    m_used = 0;
    m_owesContinue = false;
    return Outcome::Refused;
}

Intake::Outcome Intake::readHead()
{
    // RFC 9112: an empty line before the request line is to be overlooked. One.
    if (!m_emptyLineSkipped && m_scanner.size() == 0 && m_input.startsWith("\r\n")) {
        m_emptyLineSkipped = true;
        m_used = 2;
    }
    const QByteArrayView bytes = QByteArrayView(m_input).sliced(m_used);
    const HeadScanner::Found found = m_scanner.scan(bytes);
    if (found == HeadScanner::Found::Bad) {
        const bool tls = bytes.front() == tlsHandshake;
        return refuse({400,
                       tls ? QByteArrayView("this port speaks plain HTTP, not TLS: use http:// in the URL")
                           : QByteArrayView("a line of the request head is malformed")});
    }
    if (m_scanner.size() > m_limits->headers)
        return refuse({431, "the request head is too long"});
    if (found == HeadScanner::Found::More)
        return Outcome::More;
    auto head = parseRequestHead(bytes.first(m_scanner.size()), *m_limits);
    if (!head)
        return refuse(head.error());
    m_used += m_scanner.size();
    m_scanner = {};
    m_emptyLineSkipped = false;
    m_head.emplace(std::move(head).value());
    const qint64 length = m_head->bodyLength;
    if (m_head->isChunked() || unread() < length)
        return beginBody();
    if (length > 0) {
        m_head->request.body = m_input.mid(m_used, length);
        m_used += length;
    }
    return Outcome::Request;
}

Intake::Outcome Intake::beginBody()
{
    m_body = std::make_unique<Body>();
    m_body->library = m_library->begin(*m_head);
    if (m_head->isChunked())
        m_body->chunks.emplace(m_limits->body, m_limits->headers);
    else
        m_body->left = m_head->bodyLength;
    m_owesContinue = m_head->awaitsContinue && unread() == 0;
    return readBody();
}

Intake::Outcome Intake::readBody()
{
    const QByteArrayView bytes = QByteArrayView(m_input).sliced(m_used);
    if (!bytes.isEmpty())
        m_owesContinue = false; // it did not wait
    if (m_body->chunks) {
        m_used += m_body->chunks->read(bytes, m_body->pending);
        if (m_body->chunks->refusal())
            return refuse(*m_body->chunks->refusal());
        return pushBody(m_body->chunks->isDone());
    }
    const qsizetype size = qMin<qsizetype>(bytes.size(), m_body->left);
    m_body->pending.append(bytes.first(size));
    m_body->left -= size;
    m_used += size;
    return pushBody(m_body->left == 0);
}

Intake::Outcome Intake::pushBody(bool last)
{
    Body &body = *m_body;
    if (!last && body.pending.size() < pushSize)
        return Outcome::More;
    body.size += body.pending.size();
    if (body.chunks && !body.pending.isEmpty())
        body.pending = QByteArray::number(body.pending.size(), 16) + "\r\n" + body.pending + "\r\n";
    if (body.chunks && last)
        body.pending += "0\r\n\r\n";
    body.library->push(body.pending);
    body.pending = {};
    // The library must see the same end of the request as this guard, else one of the two is wrong about the next one.
    if (body.library->hasFailed() || body.library->isComplete() != last)
        return refuse({400, "the request body could not be read"});
    if (!last)
        return Outcome::More;
    m_head->request.body = body.library->takeBody();
    const bool whole = m_head->request.body.size() == body.size;
    m_body.reset();
    return whole ? Outcome::Request : refuse({400, "the request body could not be read"});
}

} // namespace Signalbox
