// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/mirror/toolheaders.h"
#include "core/upstream/dialect.h"

#include <QHash>

namespace Signalbox {

/**
 * The generation without sessions, 2026-07-28: every request says in `params._meta` who asks and what may be asked of
 * them, and repeats itself in headers where it is an HTTP request (specification: Base Protocol, Transports).
 */
class ModernDialect : public Dialect
{
public:
    ModernDialect();

    Message hello(QByteArrayView id, const Client *bound) const override;
    Result<ServerIdentity, Unwelcome> welcome(const Message &answer, bool hasExchanges) override;
    HeaderList headers(const Message &message) const override;
    Message confirmation() const override { return {}; }
    Message prepared(const Message &request, QByteArrayView id, QByteArrayView token,
                     const Sender &sender) const override;
    Message cancellation(QByteArrayView id, QByteArrayView reason) const override;
    Message logLevel(QByteArrayView, QByteArrayView) const override { return {}; }
    Message restored(const Message &answer, const Message &request, const Sender &sender) override;
    bool endsOnlyRound(const Message &answer) const override;
    bool wantsToolList(const Message &answer) const override;
    bool isOutdated(const Message &answer) const override;
    QStringList takeWarnings() override { return std::exchange(m_warnings, {}); }
    bool wantsTask(const Message &error, const Client &client) const override;
    std::shared_ptr<TaskRun> taskIn(const Message &answer, const Client &client) const override;
    bool hasListens() const override { return true; }
    bool carries(const Message &notification) const override;

private:
    Unwelcome refused(const Message &error);
    Message usable(const Message &toolList);

    QByteArray m_version;
    bool m_isWeb = false; //!< the server is behind HTTP, where headers repeat what a message says
    bool m_hasChosenAgain = false;
    QHash<QByteArray, QList<ToolHeader>> m_toolHeaders; //!< by tool; only those that have any
    QStringList m_warnings;
};

} // namespace Signalbox
