// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/bus/facts.h"
#include "core/call/call.h"

#include <vector>

namespace Signalbox {

/** Gathers which calls are open: any number of them cheaply, the oldest few in words. Lives for one look. */
class OpenCalls
{
public:
    /** From now on calls of that backend, and of that slot of its legs, are added. */
    void beginSlot(const QByteArray &backend, quint64 slot);
    /** `request` is what the server gets; `turn` is unique within the slot. Both outlive this. */
    void add(const Call &call, const Message &request, quint64 turn, CallFact::State state);

    /** The oldest, oldest first. */
    QList<CallFact> oldest(int most);

private:
    struct Row
    {
        qint64 startedUs;
        const Call *call;
        const Message *request;
        quint64 number;
        qsizetype backend;
        CallFact::State state;
    };
    CallFact fact(const Row &row) const;

    std::vector<Row> m_rows;
    QByteArrayList m_backends;
    quint64 m_slot = 0;
};

} // namespace Signalbox
