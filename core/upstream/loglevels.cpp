// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/upstream/loglevels.h"

#include <array>

namespace Signalbox {

namespace {
constexpr std::array<QByteArrayView, 8> levels = {"debug", "info",     "notice", "warning",
                                                  "error", "critical", "alert",  "emergency"};
}

std::optional<int> logSeverity(QByteArrayView level)
{
    for (size_t i = 0; i < levels.size(); ++i) {
        if (levels[i] == level)
            return int(i);
    }
    return {};
}

QByteArray logLevelName(int severity)
{
    return levels[size_t(qBound(0, severity, 7))].toByteArray();
}

void LogLevels::set(const ClientPtr &client, int severity)
{
    m_levels.insert(client->number, {client->view, severity});
}

bool LogLevels::wants(quint64 client, int severity) const
{
    const auto wish = m_levels.constFind(client);
    return wish == m_levels.cend() || severity >= wish->severity;
}

QList<quint64> LogLevels::listeners(QByteArrayView backend, int severity) const
{
    QList<quint64> found;
    for (auto wish = m_levels.cbegin(); wish != m_levels.cend(); ++wish) {
        if (severity >= wish->severity && sees(wish->view, backend))
            found.append(wish.key());
    }
    return found;
}

std::optional<int> LogLevels::lowest(QByteArrayView backend) const
{
    std::optional<int> lowest;
    for (const Wish &wish : m_levels) {
        if (sees(wish.view, backend))
            lowest = qMin(lowest.value_or(7), wish.severity);
    }
    return lowest;
}

std::optional<int> LogLevels::of(quint64 client) const
{
    const auto wish = m_levels.constFind(client);
    return wish == m_levels.cend() ? std::nullopt : std::optional(wish->severity);
}

} // namespace Signalbox
