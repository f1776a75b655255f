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
    if (isOpen())
        m_exchange->connection()->answer(m_exchange->turn(), status, headers, body);
}

std::shared_ptr<Stream> Reply::openStream(const HeaderList &headers)
{
    return isOpen() ? m_exchange->connection()->openStream(m_exchange->turn(), headers) : nullptr;
}

void Reply::onGone(std::function<void()> gone)
{
    if (isOpen())
        m_exchange->setGone(std::move(gone));
}

} // namespace Signalbox
