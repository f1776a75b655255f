// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "plugins/http/transfer.h"

#include <QObject>

#include <memory>

namespace Signalbox {

/**
 * Carries any number of HTTP requests at the same time, over libcurl's multi interface, its sockets watched by the event
 * loop of the thread that made it. One for all backends of the plugin; outlives its transfers. A request is never sent
 * twice: its body cannot be rewound, and what a server may have read is reported as TransferEnd::Cut. Redirects are
 * followed within the same origin only, so that no header of ours ever reaches another. Loopback addresses bypass the
 * proxies of the environment.
 */
class CurlClient : public QObject
{
    Q_OBJECT

public:
    explicit CurlClient(QObject *parent = nullptr);
    ~CurlClient() override;

    std::unique_ptr<Transfer> start(TransferRequest request);

private:
    class Private;
    std::unique_ptr<Private> d;
};

} // namespace Signalbox
