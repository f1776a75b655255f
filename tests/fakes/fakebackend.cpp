// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/fakes/fakebackend.h"

#include <QPointer>

#include <algorithm>

namespace Signalbox {

void FakeBackend::open()
{
    ++opens;
    if (m_state != State::New || m_isClosing)
        return;
    m_state = State::Opening;
    if (!m_holdsOpening)
        QMetaObject::invokeMethod(this, &FakeBackend::letOpen, Qt::QueuedConnection);
}

void FakeBackend::letOpen()
{
    if (m_state != State::Opening)
        return;
    if (m_refusal.kind != Failure::None)
        return end(m_refusal);
    m_state = State::Open;
    schedule();
    Q_EMIT opened();
}

void FakeBackend::send(const Message &message, const Route &route)
{
    if (m_state == State::Closed || m_isClosing)
        return;
    sent.append({message, route});
    if (onSend)
        onSend(message, route);
}

int FakeBackend::sentCount(QByteArrayView method) const
{
    return int(std::count_if(sent.begin(), sent.end(),
                             [method](const Sent &entry) { return entry.message.isMethod(method); }));
}

void FakeBackend::arrive(const Message &message, const Origin &origin)
{
    later([this, message, origin] { Q_EMIT received(message, origin); });
}

void FakeBackend::arrive(const QByteArray &json, const Origin &origin)
{
    const Result<Message, Fault> message = Message::parse(json);
    Q_ASSERT_X(message.ok(), "FakeBackend::arrive", json.constData());
    arrive(*message, origin);
}

void FakeBackend::failExchange(quint64 exchange, const Failure &failure)
{
    later([this, exchange, failure] { Q_EMIT exchangeFailed(exchange, failure); });
}

void FakeBackend::die(Failure::Kind kind, const QString &sentence)
{
    later([this, kind, sentence] { end({kind, 0, {}, sentence}); });
}

void FakeBackend::setWritable(bool writable)
{
    const bool wasWritable = m_isWritable;
    m_isWritable = writable;
    if (writable && !wasWritable && m_state == State::Open)
        Q_EMIT drained();
}

void FakeBackend::pauseReading(bool paused)
{
    m_isPaused = paused;
    schedule();
}

void FakeBackend::close()
{
    ++closes;
    if (m_isClosing || m_state == State::Closed)
        return;
    m_isClosing = true;
    QMetaObject::invokeMethod(
        this, [this] { end({}); }, Qt::QueuedConnection);
}

void FakeBackend::later(std::function<void()> event)
{
    m_coming.push_back(std::move(event));
    schedule();
}

void FakeBackend::schedule()
{
    if (m_isScheduled || m_isPaused || m_state != State::Open || m_coming.empty())
        return;
    m_isScheduled = true;
    QMetaObject::invokeMethod(this, &FakeBackend::tell, Qt::QueuedConnection);
}

void FakeBackend::tell()
{
    const QPointer<FakeBackend> self(this);
    m_isScheduled = false;
    while (!m_isPaused && !m_coming.empty()) {
        const std::function<void()> event = std::move(m_coming.front());
        m_coming.pop_front();
        event();
        if (!self)
            return;
    }
}

void FakeBackend::end(const Failure &failure)
{
    if (m_state == State::Closed)
        return;
    m_state = State::Closed;
    m_coming.clear();
    Q_EMIT closed(m_isClosing ? Failure() : failure);
}

} // namespace Signalbox
