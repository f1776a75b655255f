// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/http/connection.h"

#include "core/http/httpdoor.h"
#include "core/http/stream.h"

#include <cerrno>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

namespace Signalbox {

namespace {

constexpr qint64 readPerTurn = 1024 * 1024; //!< so that a fast sender does not starve the others
constexpr qsizetype readAhead = 64 * 1024; //!< of requests that must wait
constexpr qint64 drainBytes = 1024 * 1024; //!< read and thrown away from a client that was told to go
constexpr int drainTime = 2000; //!< ms
constexpr QByteArrayView goOn("HTTP/1.1 100 Continue\r\n\r\n");

} // namespace

Connection::Connection(HttpDoor *door, quint64 number, int fd, quint16 localPort)
    : m_door(door)
    , m_number(number)
    , m_fd(fd)
    , m_localPort(localPort)
    , m_pipelined(qMax(0, door->limits()->pipelined))
    , m_since(door->now())
    , m_taken(m_since)
    , m_reader(fd, QSocketNotifier::Read)
    , m_intake(door->library(), door->limits())
{
    const int on = 1;
    setsockopt(m_fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    connect(&m_reader, &QSocketNotifier::activated, this, &Connection::onReadable);
}

Connection::~Connection()
{
    if (!isOpen())
        return;
    // The door is going: nobody is left to call back.
    for (Turn &turn : m_turns.takeAll())
        release(turn);
    shut();
}

void Connection::shut()
{
    // Before the descriptor is closed: its number may be another connection's at the next accept.
    m_reader.setEnabled(false);
    if (m_writer)
        m_writer->setEnabled(false);
    ::close(std::exchange(m_fd, -1));
}

/** Takes the turn's handles off this connection; what must be told is returned to be told later. */
std::function<void()> Connection::release(Turn &turn)
{
    if (Exchange *exchange = std::exchange(turn.exchange, nullptr)) {
        exchange->settle();
        return [weak = exchange->weak_from_this()] {
            const auto alive = weak.lock();
            if (const auto gone = alive ? alive->takeGone() : nullptr)
                gone();
        };
    }
    const auto stream = turn.stream.lock();
    if (!stream || std::exchange(stream->m_connection, nullptr) == nullptr)
        return {};
    return [weak = turn.stream] {
        const auto alive = weak.lock();
        if (const auto closed = alive ? std::exchange(alive->m_closed, nullptr) : nullptr)
            closed();
    };
}

void Connection::close()
{
    if (!isOpen())
        return;
    shut();
    for (Turn &turn : m_turns.takeAll()) {
        if (auto tell = release(turn))
            m_door->later(std::move(tell));
    }
    m_door->retire(m_number);
}

void Connection::onReadable()
{
    const std::span<char> scratch = m_door->scratch();
    qint64 total = 0;
    bool finished = false;
    while (total < readPerTurn) {
        const ssize_t got = recv(m_fd, scratch.data(), scratch.size(), MSG_DONTWAIT);
        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0 && errno != EAGAIN && errno != EWOULDBLOCK)
            return close();
        finished = got == 0;
        if (got <= 0)
            break;
        total += got;
        if (m_state == State::Open)
            m_intake.append({scratch.data(), got});
        else
            m_drained += got;
        if (static_cast<std::size_t>(got) < scratch.size())
            break;
    }
    m_door->countIn(total);
    if (m_state == State::Draining && (finished || m_drained > drainBytes))
        return close();
    findRequests();
    if (finished && isOpen())
        onPeerFinished();
}

bool Connection::mayTakeRequest() const
{
    return m_state == State::Open && m_turns.size() <= m_pipelined && !m_turns.anyStreaming();
}

void Connection::findRequests()
{
    if (m_finding)
        return;
    m_finding = true;
    while (isOpen() && mayTakeRequest()) {
        const Intake::Outcome outcome = m_intake.next();
        if (outcome == Intake::Outcome::Request) {
            dispatch(m_intake.take());
            continue;
        }
        if (outcome == Intake::Outcome::Refused)
            refuse(m_intake.refusal());
        else if (m_peerFinished)
            m_state = State::Flushing; // what is begun will never be complete
        break;
    }
    m_finding = false;
    if (!isOpen())
        return;
    if (m_intake.phase() != m_phase) {
        m_phase = m_intake.phase();
        m_since = m_door->now();
    }
    finishIfDone();
    updateNotifiers();
}

void Connection::dispatch(RequestHead head)
{
    m_phase = Intake::Phase::Idle;
    Turn turn;
    turn.frame = {head.http10, head.keepAlive, head.request.method == "HEAD"};
    if (!head.keepAlive)
        m_state = State::Flushing;
    const quint64 number = m_turns.add(std::move(turn));
    auto exchange = std::make_shared<Exchange>(this, number);
    m_turns.at(number).exchange = exchange.get();
    head.request.localPort = m_localPort;
    head.request.connection = m_number;
    m_door->handle(std::move(head.request), Reply(std::move(exchange)));
}

void Connection::resume()
{
    m_resuming = false;
    m_since = m_door->now();
    findRequests();
}

void Connection::refuse(const HttpRefusal &refusal)
{
    m_door->countRefused();
    m_state = State::Flushing;
    Turn turn;
    turn.frame.keepAlive = false;
    turn.complete = true;
    const quint64 number = m_turns.add(std::move(turn));
    const QByteArray body = refusal.sentence.toByteArray() + '\n';
    const HeaderList headers{{QByteArrayLiteral("Content-Type"), QByteArrayLiteral("text/plain; charset=utf-8")}};
    write(number, {answerHead(refusal.status, headers, body.size(), {false, false, false}) + body});
    advance();
}

void Connection::turnAway(const HttpRefusal &refusal)
{
    refuse(refusal);
    updateNotifiers();
}

/**
 * A client that has ended its side has either left or only finished sending (`nc -N`, some proxies); TCP tells both in
 * the same way. Who waits for an answer is therefore asked with an interim one, which every HTTP/1.1 client must
 * accept: a client that has left refuses it, and that is a disconnect like any other. An open stream is given up.
 */
void Connection::onPeerFinished()
{
    m_peerFinished = true;
    if (mayTakeRequest())
        m_state = State::Flushing;
    if (m_turns.anyStreaming())
        return close();
    if (!m_turns.isEmpty() && m_outbox.isEmpty() && !m_turns.front().frame.http10)
        send({goOn});
    if (!isOpen() || peerIsGone())
        return close();
    finishIfDone();
    updateNotifiers();
}

bool Connection::peerIsGone() const
{
    pollfd peer{m_fd, 0, 0};
    return poll(&peer, 1, 0) > 0 && (peer.revents & (POLLERR | POLLHUP)) != 0;
}

void Connection::finishIfDone()
{
    if (!isOpen() || !m_turns.isEmpty())
        return;
    if (m_intake.takeContinue())
        send({goOn});
    if (m_state != State::Flushing || !m_outbox.isEmpty())
        return;
    if (m_peerFinished)
        return close();
    // The last answer is on its way. Closing now, with bytes of the client unread, would make the kernel reset the
    // connection, and the reset could overtake the answer.
    ::shutdown(m_fd, SHUT_WR);
    m_state = State::Draining;
    m_since = m_door->now();
    m_drained = 0;
}

void Connection::updateNotifiers()
{
    if (!isOpen())
        return;
    const bool room =
        m_state == State::Open ? mayTakeRequest() || m_intake.unread() < readAhead : m_drained <= drainBytes;
    m_reader.setEnabled(room && !m_peerFinished);
    if (m_outbox.isEmpty()) {
        if (m_writer)
            m_writer->setEnabled(false);
        return;
    }
    if (!m_writer) {
        m_writer = std::make_unique<QSocketNotifier>(m_fd, QSocketNotifier::Write);
        connect(m_writer.get(), &QSocketNotifier::activated, this, &Connection::onWritable);
    }
    m_writer->setEnabled(true);
}

void Connection::sweep(qint64 now)
{
    const HttpLimits &limits = *m_door->limits();
    if (!m_outbox.isEmpty() && now - m_taken > limits.stallTime)
        return close();
    if (m_state == State::Draining)
        return now - m_since > drainTime ? close() : void();
    if (m_peerFinished && peerIsGone())
        return close();
    if (!mayTakeRequest())
        return;
    const qint64 lasted = now - m_since;
    if (m_phase == Intake::Phase::Idle && m_turns.isEmpty() && lasted > limits.idleTime)
        return close();
    const bool slowHead = m_phase == Intake::Phase::Head && lasted > limits.headerTime;
    const bool slowBody = m_phase == Intake::Phase::Body && lasted > limits.bodyTime;
    if (slowHead || slowBody)
        refuse({408,
                slowHead ? QByteArrayView("the request head took too long")
                         : QByteArrayView("the request body took too long")});
    updateNotifiers();
}

} // namespace Signalbox
