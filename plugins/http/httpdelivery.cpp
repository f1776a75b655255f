// SPDX-License-Identifier: GPL-3.0-or-later
#include "plugins/http/httpdelivery.h"

#include <QPointer>

namespace Signalbox {

namespace {
constexpr int headPatience = 30'000; // ms; nobody else limits the waiting for an answer without content
constexpr int restPatience = 2'000; // ms for the end of an answer that says nothing more
constexpr qsizetype longestBody = 64 * 1024;
} // namespace

HttpDelivery::HttpDelivery(RemotePtr remote, const Opening &opening)
    : m_remote(std::move(remote))
    , m_hasSession(opening.hasSession)
    , m_transfer(m_remote->post(opening.url, opening.headers, opening.body))
{
    connect(m_transfer.get(), &Transfer::headArrived, this, &HttpDelivery::onHead);
    connect(m_transfer.get(), &Transfer::dataArrived, this, &HttpDelivery::onData);
    connect(m_transfer.get(), &Transfer::ended, this, &HttpDelivery::onEnded);
    m_transfer->setPaused(opening.isPaused);
    m_patience.setSingleShot(true);
    connect(&m_patience, &QTimer::timeout, this, &HttpDelivery::onTimeout);
    if (!opening.isRequest) // some servers of HTTP+SSE answer the POST when the work is done
        m_patience.start(headPatience);
}

void HttpDelivery::setPaused(bool paused)
{
    m_transfer->setPaused(paused);
}

void HttpDelivery::onHead(int status, const HeaderList &headers)
{
    m_answer = {status, headers, {}};
    m_patience.start(restPatience);
    if (!m_answer.isSuccess())
        return;
    m_isTaken = true;
    Q_EMIT taken();
}

void HttpDelivery::onData(const QByteArray &bytes)
{
    m_answer.body += bytes.left(longestBody - m_answer.body.size());
    if (m_answer.body.size() >= longestBody)
        finish();
}

void HttpDelivery::onEnded(const TransferEnd &end)
{
    if (m_answer.status == 0)
        fail(failureOf(end));
    else
        finish();
}

void HttpDelivery::onTimeout()
{
    if (m_answer.status == 0)
        fail({Failure::OutcomeUnknown,
              0,
              {},
              QStringLiteral("%1 did not answer within %2 s whether it took a message")
                  .arg(m_remote->origin())
                  .arg(headPatience / 1'000)});
    else
        finish();
}

/** All is known that can be known. */
void HttpDelivery::finish()
{
    if (m_isTaken)
        Q_EMIT over();
    else
        fail(refusalOf(m_answer, {m_remote->origin(), m_hasSession, false}));
}

void HttpDelivery::fail(const Failure &failure)
{
    const QPointer<HttpDelivery> self(this);
    Q_EMIT failed(failure);
    if (self)
        Q_EMIT over();
}

} // namespace Signalbox
