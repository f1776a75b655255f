// SPDX-License-Identifier: GPL-3.0-or-later
#include "plugins/http/httpexchange.h"

#include "plugins/http/messagetext.h"

#include <QLocale>
#include <QPointer>

#include <algorithm>

namespace Signalbox {

namespace {

constexpr int mostResumes = 5; // in a row without anything new
constexpr int restPatience = 2'000; // ms for the end of a stream whose answer was told, so that its connection is kept
constexpr qsizetype longestPage = 64 * 1024;

/**
 * Of texts that are no messages: what names an id was meant as an answer or a question, and without it the call might
 * wait for ever. Anything else is no reason to lose the answer that may follow.
 */
bool mayBeNeeded(const QByteArray &text)
{
    return text.contains("\"id\"");
}

QString tooLong(const RemotePtr &remote)
{
    return QStringLiteral("%1: its answer is longer than %2 (settings: limits.serverMessage)")
        .arg(remote->origin(), QLocale::c().formattedDataSize(remote->messageLimit(), 0));
}

} // namespace

Header sessionHeader(const QByteArray &session)
{
    return {QByteArrayLiteral("Mcp-Session-Id"), session};
}

HttpExchange::HttpExchange(RemotePtr remote, Opening opening)
    : m_remote(std::move(remote))
    , m_opening(std::move(opening))
    , m_isHandshake(m_opening.request.isMethod("initialize"))
{
    m_wait.setSingleShot(true);
    HeaderList headers = m_opening.headers;
    if (!m_opening.session.isEmpty())
        headers.append(sessionHeader(m_opening.session));
    carry(m_remote->post(m_remote->url(), headers, m_opening.request.bytes()));
}

void HttpExchange::carry(std::unique_ptr<Transfer> transfer)
{
    m_transfer = std::move(transfer);
    m_reading = Reading::Head;
    connect(m_transfer.get(), &Transfer::headArrived, this, &HttpExchange::onHead);
    connect(m_transfer.get(), &Transfer::dataArrived, this, &HttpExchange::onData);
    connect(m_transfer.get(), &Transfer::ended, this, &HttpExchange::onEnded);
    m_transfer->setPaused(m_opening.isPaused);
}

void HttpExchange::setPaused(bool paused)
{
    m_opening.isPaused = paused;
    if (m_transfer)
        m_transfer->setPaused(paused);
}

RefusedRequest HttpExchange::asked() const
{
    return {m_remote->origin(), !m_opening.session.isEmpty(), m_isHandshake};
}

void HttpExchange::onHead(int status, const HeaderList &headers)
{
    m_answer = {status, headers, {}};
    if (m_isResumed)
        return onResumed();
    m_isTaken = true;
    const QPointer<HttpExchange> self(this);
    Q_EMIT taken();
    if (!self)
        return;
    if (!m_answer.isSuccess()) {
        m_reading = Reading::Refusal;
        return;
    }
    Q_EMIT welcomed(headers);
    if (!self || m_isSettled)
        return;
    const QByteArray type = m_answer.mediaType();
    if (type == "text/event-stream") {
        m_reading = Reading::Events;
        m_events.emplace(m_remote->messageLimit());
        return;
    }
    if (type == "application/json") {
        m_reading = Reading::Json;
        if (m_answer.announcedLength() > m_remote->messageLimit())
            failUnknown(tooLong(m_remote));
        return;
    }
    failUnknown(QStringLiteral("%1 answered with %2 where JSON or an event stream was expected. Is \"url\" the address "
                               "of an MCP server?")
                    .arg(m_remote->origin(),
                         type.isEmpty() ? QStringLiteral("%1 and no content").arg(status)
                                        : QString::fromLatin1(type.left(100))));
}

/** The head of the GET that goes on with the stream. */
void HttpExchange::onResumed()
{
    if (m_answer.status >= 500) {
        m_transfer.reset();
        return onStreamLost(QStringLiteral("%1 answered %2 when the stream of the answer should have gone on")
                                .arg(m_remote->origin(), spokenStatus(m_answer.status)));
    }
    if (m_answer.isSuccess() && m_answer.mediaType() == "text/event-stream") {
        m_reading = Reading::Events;
        return;
    }
    const QPointer<HttpExchange> self(this);
    if (m_answer.status == 404 && !m_opening.session.isEmpty())
        Q_EMIT sessionLost(refusalOf(m_answer, asked()));
    if (self)
        failUnknown(QStringLiteral("the stream from %1 broke off before the answer, and the server would not go on "
                                   "with it (%2)")
                        .arg(m_remote->origin(), spokenStatus(m_answer.status)));
}

void HttpExchange::onData(const QByteArray &bytes)
{
    const qint64 limit = m_remote->messageLimit();
    switch (m_reading) {
    case Reading::Events:
        return readEvents(bytes);
    case Reading::Json:
        if (m_answer.body.size() + bytes.size() > limit)
            return failUnknown(tooLong(m_remote));
        m_answer.body += bytes;
        return readLines(m_answer.body.size() - bytes.size());
    case Reading::Refusal: {
        const qint64 kept = m_answer.mediaType() == "application/json" ? limit : qMin<qint64>(limit, longestPage);
        m_answer.body += bytes.left(kept - m_answer.body.size());
        if (m_answer.body.size() >= kept)
            readRefusal();
        return;
    }
    case Reading::Head:
    case Reading::Rest:
        return;
    }
}

void HttpExchange::onEnded(const TransferEnd &told)
{
    const TransferEnd end = told; // it is the transfer's own
    m_transfer.reset();
    switch (m_reading) {
    case Reading::Rest:
        Q_EMIT over();
        return;
    case Reading::Events:
        return onStreamLost(end.kind == TransferEnd::Complete
                                ? QStringLiteral("%1 ended the stream before the answer").arg(m_remote->origin())
                                : end.sentence);
    case Reading::Refusal:
        return readRefusal();
    case Reading::Json:
        return end.kind == TransferEnd::Complete ? readJson() : readCutJson(end.sentence);
    case Reading::Head:
        break;
    }
    if (!m_isResumed)
        return settle(failureOf(end));
    if (end.kind == TransferEnd::Refused)
        return failUnknown(end.sentence);
    onStreamLost(end.sentence);
}

void HttpExchange::readEvents(const QByteArray &bytes)
{
    const QPointer<HttpExchange> self(this);
    m_events->add(bytes);
    while (const std::optional<QByteArray> text = m_events->next()) {
        if (!tell(*text) || !self || m_isSettled)
            return;
    }
    if (m_events->isTooLong())
        failUnknown(tooLong(m_remote));
}

/** Some servers say JSON where they mean JSON lines: what comes before the answer is not kept until the end. */
void HttpExchange::readLines(qsizetype from)
{
    const QPointer<HttpExchange> self(this);
    qsizetype end = m_isOneText ? -1 : m_answer.body.indexOf('\n', from);
    for (; end >= 0; end = m_answer.body.indexOf('\n')) {
        const QByteArray line = m_answer.body.first(end).trimmed();
        const bool mayBeNotice = line.startsWith('{') && line.endsWith('}') && line.contains("\"method\"");
        const MessageText text = mayBeNotice ? MessageText::read(line, m_remote->depthLimit()) : MessageText();
        m_isOneText = !line.isEmpty() && (text.messages.size() != 1 || text.messages.first().isResponse());
        if (m_isOneText)
            return;
        m_answer.body.remove(0, end + 1);
        if (!line.isEmpty() && !tell(line))
            return;
        if (!self || m_isSettled)
            return;
    }
}

void HttpExchange::readJson()
{
    const QPointer<HttpExchange> self(this);
    if (m_answer.body.trimmed().isEmpty())
        return failUnknown(
            QStringLiteral("%1 answered %2 without content").arg(m_remote->origin(), spokenStatus(m_answer.status)));
    if (tell(m_answer.body) && self && !m_isSettled)
        failUnknown(QStringLiteral("%1 answered, but not to what was asked").arg(m_remote->origin()));
}

/** Some servers announce a wrong length or end TLS without a word: what can be read as the answer is the answer. */
void HttpExchange::readCutJson(const QString &why)
{
    const MessageText text = MessageText::read(m_answer.body, m_remote->depthLimit());
    const bool isWhole = text.fault.isEmpty()
        && std::ranges::any_of(text.messages, [this](const Message &each) { return isAnswer(claimed(each)); });
    if (isWhole)
        readJson();
    else
        failUnknown(why);
}

/**
 * An answer outside 2xx is that of the server itself if it is one to this request, or an error to nobody in particular
 * that came with a 4xx; otherwise the status counts.
 */
void HttpExchange::readRefusal()
{
    const Failure failure = refusalOf(m_answer, asked());
    const MessageText text = MessageText::read(m_answer.body, m_remote->depthLimit());
    const bool hasAnswer = text.fault.isEmpty() && text.messages.size() == 1 && failure.kind != Failure::Unauthorized;
    if (!hasAnswer)
        return settle(failure);
    const Message answer = text.messages.first();
    const bool isOwn = isAnswer(answer) && !(asked().hadSession && m_answer.status == 404 && saysSessionGone(m_answer));
    const bool isNobodys = m_answer.status < 500 && failure.kind == Failure::Refused && isAnswer(claimed(answer));
    if (!isOwn && !isNobodys)
        return settle(failure);
    // What an old server says to a handshake it does not understand is no answer to it.
    if (m_isHandshake && !isOwn)
        return settle(failure);
    const QPointer<HttpExchange> self(this);
    Q_EMIT received(claimed(answer), m_answer.status);
    if (self)
        settle({});
}

/** Tells what is in `text`; false if this object went with it or the text ended the exchange. */
bool HttpExchange::tell(const QByteArray &text)
{
    const QPointer<HttpExchange> self(this);
    const MessageText read = MessageText::read(text, m_remote->depthLimit());
    bool isAnswered = false;
    for (const Message &each : read.messages) {
        const Message message = claimed(each);
        isAnswered = isAnswered || isAnswer(message);
        Q_EMIT received(message, m_answer.status);
        if (!self || m_isSettled)
            return false;
    }
    if (isAnswered)
        settle({});
    else if (!read.fault.isEmpty() && (m_reading != Reading::Events || mayBeNeeded(text)))
        failUnknown(QStringLiteral("%1 answered with something that is no JSON-RPC message: %2")
                        .arg(m_remote->origin(), read.fault));
    else if (!read.fault.isEmpty()) {
        m_fault = read.fault;
        Q_EMIT troubled(QStringLiteral("%1 sent an event that is no JSON-RPC message: %2; it was skipped")
                            .arg(m_remote->origin(), read.fault));
    }
    return self && !m_isSettled;
}

/** An error that names no request is about this one: nothing else was asked here. */
Message HttpExchange::claimed(const Message &message) const
{
    const bool isNameless = message.id().isEmpty() || message.id() == "null";
    return message.kind() == Message::Kind::Error && isNameless ? message.withId(m_opening.request.id()) : message;
}

bool HttpExchange::isAnswer(const Message &message) const
{
    return message.isResponse() && isSameId(message.id(), m_opening.request.id());
}

void HttpExchange::onStreamLost(const QString &why)
{
    if (m_events->lastId().isEmpty() || m_events->delay().tries() >= mostResumes)
        return failUnknown(m_fault.isEmpty()
                               ? why
                               : QStringLiteral("%1; an event before that was no JSON-RPC message: %2")
                                     .arg(why, m_fault));
    connect(&m_wait, &QTimer::timeout, this, &HttpExchange::resume, Qt::UniqueConnection);
    m_wait.start(m_events->delay().next());
}

void HttpExchange::resume()
{
    m_isResumed = true;
    m_events->reconnect();
    HeaderList headers = m_opening.headers;
    if (!m_opening.session.isEmpty())
        headers.append(sessionHeader(m_opening.session));
    headers.append({QByteArrayLiteral("Last-Event-ID"), m_events->lastId()});
    carry(m_remote->get(headers));
}

void HttpExchange::fail(const Failure &failure)
{
    if (!m_isSettled)
        settle(failure);
}

void HttpExchange::failUnknown(const QString &what)
{
    settle({Failure::OutcomeUnknown, m_answer.status, {}, what});
}

void HttpExchange::settle(const Failure &failure)
{
    m_isSettled = true;
    m_wait.stop();
    const QPointer<HttpExchange> self(this);
    if (!m_isTaken) {
        m_isTaken = true;
        Q_EMIT taken();
        if (!self)
            return;
    }
    // Cutting the connection now would cost the next request a new one; the end is mostly a few bytes away.
    const bool hasRest = m_transfer && failure.kind == Failure::None;
    m_reading = Reading::Rest;
    if (!hasRest)
        m_transfer.reset();
    Q_EMIT settled(failure);
    if (!self)
        return;
    if (!hasRest) {
        Q_EMIT over();
        return;
    }
    m_wait.disconnect();
    connect(&m_wait, &QTimer::timeout, this, &HttpExchange::over);
    m_wait.start(restPatience);
}

} // namespace Signalbox
