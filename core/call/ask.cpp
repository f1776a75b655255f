// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/call/ask.h"
#include "core/wire/errorcodes.h"

#include <utility>

namespace Signalbox {

Ask::Ask(quint64 number, QByteArray backend, Message request, Ended ended)
    : m_number(number), m_backend(std::move(backend)), m_request(std::move(request)), m_ended(std::move(ended))
{
}

void Ask::end(End end, const Message &response)
{
    if (!m_open)
        return;
    m_open = false;
    m_progress = {};
    const Ended ended = std::exchange(m_ended, {});
    ended(*this, end, response);
}

void Ask::answer(const Message &response)
{
    m_withdrawn = {};
    end(response.kind() == Message::Kind::Error ? End::Refused : End::Answered, response);
}

void Ask::refuse(int code, QByteArrayView sentence)
{
    answer(Message::error(m_request.id(), code, sentence));
}

void Ask::progress(const Message &notification)
{
    if (m_open && m_progress)
        m_progress(notification);
}

void Ask::withdraw(const QString &why)
{
    if (!m_open)
        return;
    const auto withdrawn = std::exchange(m_withdrawn, {});
    end(End::Withdrawn, {});
    if (withdrawn)
        withdrawn(*this, why);
}

void Ask::expire(QByteArrayView sentence)
{
    if (!m_open)
        return;
    const auto withdrawn = std::exchange(m_withdrawn, {});
    end(End::Refused, Message::error(m_request.id(), ErrorCode::internalError, sentence));
    if (withdrawn)
        withdrawn(*this, QString::fromUtf8(sentence));
}

} // namespace Signalbox
