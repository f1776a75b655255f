// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/http/exchange.h"

#include "core/http/connection.h"

namespace Signalbox {

Exchange::~Exchange()
{
    if (m_connection != nullptr)
        m_connection->abandon(m_turn);
}

} // namespace Signalbox
