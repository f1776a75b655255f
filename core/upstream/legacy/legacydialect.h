// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/upstream/dialect.h"

namespace Signalbox {

/**
 * The generation of `initialize`, 2024-11-05 to 2025-11-25 (specification: Lifecycle). Offers the newest version and
 * accepts every older one that the server answers with.
 */
class LegacyDialect : public Dialect
{
public:
    Message hello(QByteArrayView id, const Client *bound) const override;
    Result<ServerIdentity, Unwelcome> welcome(const Message &answer, bool hasExchanges) override;
    /** The negotiated version, from the moment it is known (specification: Transports, Protocol Version Header). */
    HeaderList headers(const Message &) const override { return m_headers; }
    Message confirmation() const override;
    Message prepared(const Message &request, QByteArrayView id, QByteArrayView token,
                     const Sender &sender) const override;
    Message cancellation(QByteArrayView id, QByteArrayView reason) const override;
    Message logLevel(QByteArrayView id, QByteArrayView level) const override;
    bool wantsTask(const Message &error, const Client &client) const override;
    std::shared_ptr<TaskRun> taskIn(const Message &answer, const Client &client) const override;
    JsonView taskNamedBy(const Message &message) const override;

private:
    HeaderList m_headers;
    bool m_makesTasks = false; //!< of calls of tools
};

} // namespace Signalbox
