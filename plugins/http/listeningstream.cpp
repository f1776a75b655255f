// SPDX-License-Identifier: GPL-3.0-or-later
#include "plugins/http/listeningstream.h"

#include "plugins/http/messagetext.h"

#include <QPointer>

namespace Signalbox {

namespace {
constexpr qsizetype longestRefusal = 64 * 1024;
constexpr int healthyAge = 10'000; // ms after which a stream without events counts as one that worked
} // namespace

ListeningStream::ListeningStream(RemotePtr remote, HeaderList headers, bool isPaused)
    : m_remote(std::move(remote))
    , m_headers(std::move(headers))
    , m_isPaused(isPaused)
    , m_events(m_remote->messageLimit())
{
    m_wait.setSingleShot(true);
    connect(&m_wait, &QTimer::timeout, this, &ListeningStream::start);
    start();
}

void ListeningStream::start()
{
    HeaderList headers = m_headers;
    if (!m_events.lastId().isEmpty())
        headers.append({QByteArrayLiteral("Last-Event-ID"), m_events.lastId()});
    m_answer = {};
    m_state = State::Opening;
    m_transfer = m_remote->get(headers);
    connect(m_transfer.get(), &Transfer::headArrived, this, &ListeningStream::onHead);
    connect(m_transfer.get(), &Transfer::dataArrived, this, &ListeningStream::onData);
    connect(m_transfer.get(), &Transfer::ended, this, &ListeningStream::onEnded);
    m_transfer->setPaused(m_isPaused);
}

void ListeningStream::setPaused(bool paused)
{
    m_isPaused = paused;
    if (m_transfer)
        m_transfer->setPaused(paused);
}

void ListeningStream::onHead(int status, const HeaderList &headers)
{
    m_answer = {status, headers, {}};
    if (!m_answer.isSuccess())
        return;
    if (m_answer.mediaType() != "text/event-stream" && !m_wasOpen)
        return stop(State::NotOffered);
    if (m_answer.mediaType() != "text/event-stream") // somebody between us says that it is away
        return startAgain(
            QStringLiteral("%1 answered something else where its event stream was").arg(m_remote->origin()));
    m_wasOpen = true;
    m_openSince.start();
    m_state = State::Open;
    Q_EMIT stateChanged();
}

void ListeningStream::onData(const QByteArray &bytes)
{
    if (m_state == State::Open) {
        m_events.add(bytes);
        return readEvents();
    }
    m_answer.body += bytes.left(longestRefusal - m_answer.body.size());
    if (m_answer.body.size() >= longestRefusal)
        onRefused();
}

void ListeningStream::onEnded(const TransferEnd &end)
{
    if (m_state == State::Open && m_openSince.hasExpired(healthyAge))
        m_events.delay().succeeded();
    if (m_state == State::Opening && m_answer.status != 0)
        return onRefused();
    if (end.kind == TransferEnd::Refused)
        return stop(State::NotOffered);
    startAgain(end.kind == TransferEnd::Complete ? QString() : end.sentence);
}

/**
 * A server that never had this stream may answer 404 as well as 405; only where it once was does 404 tell that the
 * session is gone. Where the session is gone before, the next message finds out.
 */
void ListeningStream::onRefused()
{
    const Failure failure = refusalOf(m_answer, {m_remote->origin(), true, false});
    constexpr int tooMany = 429;
    if (m_answer.status >= 500 || m_answer.status == tooMany)
        return startAgain(failure.sentence);
    if (!m_wasOpen || m_answer.status == 405)
        return stop(State::NotOffered);
    if (failure.kind == Failure::SessionGone) {
        m_transfer.reset();
        Q_EMIT sessionLost(failure);
        return;
    }
    if (m_answer.status == 400)
        m_events.forgetLastId(); // perhaps it no longer knows where we were
    startAgain(failure.sentence);
}

void ListeningStream::readEvents()
{
    while (const std::optional<QByteArray> text = m_events.next()) {
        if (!tell(*text))
            return;
    }
    if (!m_events.isTooLong())
        return;
    m_events.forgetLastId(); // it would only be sent again
    startAgain(QStringLiteral("%1 sent an event that is longer than allowed (settings: limits.serverMessage); it was "
                              "skipped")
                   .arg(m_remote->origin()));
}

/** False if this object went with the news. */
bool ListeningStream::tell(const QByteArray &text)
{
    const QPointer<ListeningStream> self(this);
    const MessageText read = MessageText::read(text, m_remote->depthLimit());
    for (const Message &message : read.messages) {
        Q_EMIT received(message);
        if (!self)
            return false;
    }
    if (!read.fault.isEmpty())
        Q_EMIT troubled(QStringLiteral("%1 sent an event that is no JSON-RPC message: %2; it was skipped")
                            .arg(m_remote->origin(), read.fault));
    return self;
}

/** `why` is a copy: the original may be the transfer's own. */
void ListeningStream::startAgain(QString why)
{
    m_transfer.reset();
    m_events.reconnect();
    m_state = State::Waiting;
    m_wait.start(m_events.delay().next());
    const QPointer<ListeningStream> self(this);
    Q_EMIT stateChanged();
    if (self && !why.isEmpty())
        Q_EMIT troubled(why);
}

void ListeningStream::stop(State state)
{
    m_transfer.reset();
    m_state = state;
    Q_EMIT stateChanged();
}

} // namespace Signalbox
