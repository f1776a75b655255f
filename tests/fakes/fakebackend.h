// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/plugin/backend.h"

#include <deque>
#include <functional>

namespace Signalbox {

/**
 * A scripted pipe: keeps what was sent, and tells what the test lets arrive, in order, from the event loop, and only
 * while it is not paused. It keeps every promise of Backend, so that the contract test passes for it.
 */
class FakeBackend : public Backend
{
    Q_OBJECT

public:
    using Backend::Backend;

    struct Sent
    {
        Message message;
        Route route;
    };
    QList<Sent> sent;
    QList<quint64> dropped;
    QList<HeaderList> listened;
    int opens = 0;
    int closes = 0;

    /** The test's own part of the server: called for each message that was taken. */
    std::function<void(const Message &, const Route &)> onSend;

    void arrive(const Message &message, const Origin &origin = {});
    /** The bytes have to be one message. */
    void arrive(const QByteArray &json, const Origin &origin = {});
    void failExchange(quint64 exchange, const Failure &failure);
    /** The pipe breaks once everything that arrived before was told. */
    void die(Failure::Kind kind = Failure::Broken, const QString &sentence = QStringLiteral("the fake server died"));
    void setWritable(bool writable);
    /** The next open() answers closed(failure). */
    void refuseToOpen(const Failure &failure) { m_refusal = failure; }
    /** open() is not answered until letOpen(). */
    void holdOpening() { m_holdsOpening = true; }
    void letOpen();

    bool isOpen() const { return m_state == State::Open; }
    bool isPaused() const { return m_isPaused; }
    /** How often a message with that method was sent. */
    int sentCount(QByteArrayView method) const;

    void open() override;
    void send(const Signalbox::Message &message, const Signalbox::Route &route) override;
    void drop(quint64 exchange) override { dropped.append(exchange); }
    void listen(const Signalbox::HeaderList &headers) override { listened.append(headers); }
    void pauseReading(bool paused) override;
    bool writable() const override { return m_isWritable; }
    void close() override;

protected:
    void later(std::function<void()> event);

private:
    enum class State { New, Opening, Open, Closed };
    void schedule();
    void tell();
    void end(const Failure &failure);

    std::deque<std::function<void()>> m_coming;
    Failure m_refusal;
    State m_state = State::New;
    bool m_isClosing = false;
    bool m_isPaused = false;
    bool m_isWritable = true;
    bool m_holdsOpening = false;
    bool m_isScheduled = false;
};

} // namespace Signalbox
