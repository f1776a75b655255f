// SPDX-License-Identifier: GPL-3.0-or-later
#include "plugins/http/curlclient.h"

#include "plugins/http/curlsockets.h"
#include "plugins/http/curltransfer.h"

namespace Signalbox {

CurlClient::CurlClient()
    : m_sockets(std::make_shared<CurlSockets>())
{
}

CurlClient::~CurlClient() = default;

std::unique_ptr<Transfer> CurlClient::start(TransferRequest request)
{
    return std::make_unique<CurlTransfer>(m_sockets, std::move(request));
}

} // namespace Signalbox
