// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "plugins/http/transfer.h"

#include <memory>

namespace Signalbox {

class CurlSockets;

/**
 * Carries any number of HTTP requests at the same time, over libcurl's multi interface, its sockets watched by the event
 * loop of the thread that made it. One for all backends of the plugin. A request is never sent twice: its body cannot
 * be rewound, and what a server may have read is reported as TransferEnd::Cut. Redirects are followed within the same
 * origin only, so that no header of ours ever reaches another. Loopback addresses bypass the proxies of the environment.
 */
class CurlClient
{
public:
    CurlClient();
    ~CurlClient();

    std::unique_ptr<Transfer> start(TransferRequest request);

private:
    std::shared_ptr<CurlSockets> m_sockets; //!< every transfer keeps it, too
};

} // namespace Signalbox
