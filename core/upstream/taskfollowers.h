// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QHash>
#include <QSet>

namespace Signalbox {

/** Who wants to hear of which task of one server (2026-07-28: extension Tasks). Survives the leg. */
class TaskFollowers
{
public:
    /** `id` as the server knows it. True if nobody followed it before. */
    bool add(quint64 client, const QByteArray &id);
    /** True if that leaves a task without followers. */
    bool forget(quint64 client);
    QList<quint64> of(const QByteArray &id) const { return m_rows.value(id).values(); }
    QSet<QByteArray> tasks() const { return {m_rows.keyBegin(), m_rows.keyEnd()}; }
    bool isEmpty() const { return m_rows.isEmpty(); }

private:
    QHash<QByteArray, QSet<quint64>> m_rows;
};

} // namespace Signalbox
