// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/http/reply.h"

#include "core/http/connection.h"
#include "core/http/exchange.h"
#include "core/http/stream.h"

namespace Signalbox {

bool Reply::isOpen() const
{
    return m_exchange && m_exchange->connection() != nullptr;
}

void Reply::send(int status, const HeaderList &headers, const QByteArray &body)
{
    if (!isOpen())
        return;
    if (const Exchange::Answered answered = m_exchange->takeAnswered())
        answered(status, body);
    m_exchange->connection()->answer(m_exchange->turn(), status, headers, body);
}

std::shared_ptr<Stream> Reply::openStream(const HeaderList &headers)
{
    if (!isOpen())
        return nullptr;
    if (const Exchange::Answered answered = m_exchange->takeAnswered())
        answered(200, {});
    return m_exchange->connection()->openStream(m_exchange->turn(), headers);
}

void Reply::onGone(std::function<void()> gone)
{
    if (isOpen())
        m_exchange->setGone(std::move(gone));
}

void Reply::onAnswer(std::function<void(int, const QByteArray &)> answered)
{
    if (isOpen())
        m_exchange->setAnswered(std::move(answered));
}

} // namespace Signalbox
