// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/upstream/taskfollowers.h"

namespace Signalbox {

bool TaskFollowers::add(quint64 client, const QByteArray &id)
{
    QSet<quint64> &clients = m_rows[id];
    clients.insert(client);
    return clients.size() == 1;
}

bool TaskFollowers::forget(quint64 client)
{
    const qsizetype before = m_rows.size();
    for (auto row = m_rows.begin(); row != m_rows.end();) {
        row->remove(client);
        row = row->isEmpty() ? m_rows.erase(row) : std::next(row);
    }
    return m_rows.size() != before;
}

} // namespace Signalbox
