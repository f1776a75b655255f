// SPDX-License-Identifier: GPL-3.0-or-later
// The half of Connection that answers: which bytes leave, in which order, and who is told that there is room again.
#include "core/http/connection.h"

#include "core/http/httpdoor.h"
#include "core/http/stream.h"

#include <array>
#include <charconv>

namespace Signalbox {

namespace {

constexpr qsizetype joinedBody = 16 * 1024; //!< up to here copying beats a second piece

} // namespace

void Connection::answer(quint64 number, int status, const HeaderList &headers, const QByteArray &body)
{
    Turn &turn = m_turns.at(number);
    std::exchange(turn.exchange, nullptr)->settle();
    turn.complete = true;
    QByteArray head = answerHead(status, headers, body.size(), turn.frame);
    if (!carriesBody(status, turn.frame))
        write(number, {head});
    else if (body.size() <= joinedBody)
        write(number, {head.append(body)});
    else
        write(number, {head, body});
    advance();
}

std::shared_ptr<Stream> Connection::openStream(quint64 number, const HeaderList &headers)
{
    Turn &turn = m_turns.at(number);
    std::exchange(turn.exchange, nullptr)->settle();
    if (turn.frame.http10) {
        turn.frame.keepAlive = false; // its end is the end of the connection
        m_state = State::Flushing;
    }
    const QByteArray head = streamHead(headers, turn.frame);
    turn.complete = turn.frame.toHead;
    turn.streaming = !turn.complete;
    std::shared_ptr<Stream> stream;
    if (turn.streaming) {
        stream.reset(new Stream(this, number));
        turn.stream = stream;
    }
    write(number, {head});
    advance();
    return isOpen() ? stream : nullptr;
}

void Connection::abandon(quint64 number)
{
    Turn &turn = m_turns.at(number);
    turn.exchange = nullptr;
    turn.complete = true;
    turn.abandoned = true;
    m_state = State::Flushing;
    advance();
}

bool Connection::writeChunk(quint64 number, QByteArrayView payload)
{
    if (m_turns.at(number).frame.http10) {
        write(number, {payload});
        return isOpen();
    }
    std::array<char, 20> size;
    const auto digits = std::to_chars(size.data(), size.data() + size.size() - 2, payload.size(), 16);
    *digits.ptr = '\r';
    *(digits.ptr + 1) = '\n';
    write(number, {QByteArrayView(size.data(), digits.ptr + 2), payload, QByteArrayView("\r\n")});
    return isOpen();
}

void Connection::endStream(quint64 number)
{
    Turn &turn = m_turns.at(number);
    turn.streaming = false;
    turn.complete = true;
    if (!turn.frame.http10)
        write(number, {QByteArrayView("0\r\n\r\n")});
    advance();
}

bool Connection::isTurnWritable(quint64 number) const
{
    return m_turns.isFront(number) && m_outbox.isEmpty();
}

qint64 Connection::backlog(quint64 number)
{
    return m_turns.isFront(number) ? m_outbox.size() : m_turns.at(number).heldSize;
}

void Connection::write(quint64 number, std::initializer_list<Outbox::Piece> pieces)
{
    if (m_turns.isFront(number))
        return send(pieces);
    Turn &turn = m_turns.at(number);
    for (const Outbox::Piece &piece : pieces) {
        turn.held.append(piece.owner != nullptr ? *piece.owner : piece.view.toByteArray());
        turn.heldSize += piece.view.size();
    }
}

void Connection::send(std::initializer_list<Outbox::Piece> pieces)
{
    const bool wasEmpty = m_outbox.isEmpty();
    const quint64 before = m_outbox.sent();
    if (!m_outbox.write(m_fd, pieces))
        return close();
    m_door->countOut(m_outbox.sent() - before);
    if (m_outbox.isEmpty())
        return;
    if (wasEmpty)
        m_taken = m_door->now();
    updateNotifiers();
}

void Connection::onWritable()
{
    const quint64 before = m_outbox.sent();
    if (!m_outbox.flush(m_fd))
        return close();
    m_door->countOut(m_outbox.sent() - before);
    if (m_outbox.sent() != before)
        m_taken = m_door->now();
    if (!m_outbox.isEmpty())
        return;
    if (!m_turns.isEmpty())
        announceWritable(m_turns.front());
    advance();
}

void Connection::announceWritable(const Turn &turn)
{
    if (!turn.streaming)
        return;
    m_door->later([weak = turn.stream] {
        const auto stream = weak.lock();
        if (!stream || !stream->isWritable())
            return;
        if (const auto writable = stream->m_writable) // a copy: it may set another from inside
            writable();
    });
}

void Connection::advance()
{
    while (isOpen() && !m_turns.isEmpty() && m_turns.front().complete) {
        if (m_turns.front().abandoned) {
            if (m_outbox.isEmpty())
                close();
            return; // else earlier answers leave first
        }
        m_turns.removeFront();
        if (!m_turns.isEmpty())
            beginFront();
    }
    if (!isOpen())
        return;
    if (m_turns.isEmpty())
        m_since = m_door->now();
    if (m_finding)
        return; // it goes on there
    finishIfDone();
    if (mayTakeRequest() && m_intake.unread() > 0 && !std::exchange(m_resuming, true))
        m_door->resumeLater(m_number);
    updateNotifiers();
}

void Connection::beginFront()
{
    const QList<QByteArray> held = std::exchange(m_turns.front().held, {});
    m_turns.front().heldSize = 0;
    for (const QByteArray &bytes : held) {
        if (isOpen())
            send({bytes});
    }
    if (isOpen() && m_outbox.isEmpty())
        announceWritable(m_turns.front());
}

} // namespace Signalbox
