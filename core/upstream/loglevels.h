// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/call/client.h"

#include <QByteArray>
#include <QHash>
#include <QList>

#include <optional>

namespace Signalbox {

/** The eight severities of RFC 5424 as MCP spells them; debug is 0. Nothing for any other word. */
std::optional<int> logSeverity(QByteArrayView level);
QByteArray logLevelName(int severity);

/**
 * Which log lines each client asked for. A leg is kept at the lowest level that a client seeing its backend asked for;
 * what is below a client's own level is held back from it.
 */
class LogLevels
{
public:
    void set(const ClientPtr &client, int severity);
    void forget(quint64 client) { m_levels.remove(client); }

    /** Whether a line of that severity, caused by a call of this client, reaches it: until it asks, everything does. */
    bool wants(quint64 client, int severity) const;
    /** The clients that asked for lines of that severity and see that backend. */
    QList<quint64> listeners(QByteArrayView backend, int severity) const;
    /** The lowest severity that a client seeing that backend asked for; nothing if none did. */
    std::optional<int> lowest(QByteArrayView backend) const;
    std::optional<int> of(quint64 client) const;

private:
    struct Wish
    {
        View view;
        int severity = 0;
    };
    static bool sees(const View &view, QByteArrayView backend) { return view.isAll() || view.backend == backend; }
    QHash<quint64, Wish> m_levels;
};

} // namespace Signalbox
