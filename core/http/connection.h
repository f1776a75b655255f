// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/http/intake.h"
#include "core/http/outbox.h"
#include "core/http/reply.h"
#include "core/http/turns.h"

#include <QSocketNotifier>

#include <initializer_list>
#include <memory>

namespace Signalbox {

class HttpDoor;

/**
 * One TCP connection of a client: reads requests and hands them to the door, sends answers in the order of the
 * requests, and ends itself. It owns the descriptor, because QTcpSocket takes a client that has only finished sending
 * for one that has left, and cannot be stopped from reading.
 * Closing forgets everything at once; the object itself is kept by the door until the event loop turns.
 */
class Connection : public QObject
{
    Q_OBJECT

public:
    Connection(HttpDoor *door, quint64 number, int fd, quint16 localPort);
    ~Connection() override;

    quint64 number() const { return m_number; }
    bool isOpen() const { return m_fd >= 0; }
    /** Answers with the refusal and closes, without reading a request. */
    void turnAway(const HttpRefusal &refusal);
    /** Ends what has taken too long. */
    void sweep(qint64 now);
    /** Goes on with requests that had to wait. */
    void resume();
    /** Closes at once; nobody is called from inside. */
    void close();

    void answer(quint64 turn, int status, const HeaderList &headers, const QByteArray &body);
    std::shared_ptr<Stream> openStream(quint64 turn, const HeaderList &headers);
    void abandon(quint64 turn);

    bool writeChunk(quint64 turn, QByteArrayView payload);
    void endStream(quint64 turn);
    bool isTurnWritable(quint64 turn) const;
    qint64 backlog(quint64 turn);

private:
    enum class State { Open, Flushing, Draining }; //!< Flushing: takes no request any more; Draining: has said all

    void onReadable();
    void onWritable();
    void findRequests();
    bool mayTakeRequest() const;
    void dispatch(RequestHead head);
    void refuse(const HttpRefusal &refusal);
    void onPeerFinished();
    bool peerIsGone() const;

    void write(quint64 turn, std::initializer_list<Outbox::Piece> pieces);
    void send(std::initializer_list<Outbox::Piece> pieces);
    void announceWritable(const Turn &turn);
    void advance();
    void beginFront();
    void finishIfDone();
    void updateNotifiers();
    static std::function<void()> release(Turn &turn);
    void shut();

    HttpDoor *m_door;
    quint64 m_number;
    int m_fd;
    quint16 m_localPort;
    State m_state = State::Open;
    bool m_peerFinished = false; //!< sends nothing more, may still read
    bool m_finding = false; //!< findRequests() is on the stack
    bool m_resuming = false; //!< resume() is on its way
    int m_pipelined;
    qint64 m_since; //!< when the present phase began
    qint64 m_taken; //!< when the kernel last took something of the outbox
    Intake::Phase m_phase = Intake::Phase::Idle;
    qint64 m_drained = 0;
    QSocketNotifier m_reader;
    std::unique_ptr<QSocketNotifier> m_writer;
    Intake m_intake;
    Turns m_turns;
    Outbox m_outbox;
};

} // namespace Signalbox
