// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/tap/tap.h"
#include "tests/front/statelesstalk.h"

namespace Signalbox {

/** What the tap of the house has kept. */
inline QList<TapRecord> recordsOf(Mounted &house)
{
    QList<TapRecord> records;
    bool done = false;
    QObject context;
    house.bus.tap()->pull(0, &context, [&](const TapBatch &batch) {
        records = batch.records;
        done = true;
    });
    HttpClient::await([&] { return done; });
    return records;
}

inline QList<TapRecord> ofCall(const QList<TapRecord> &records, quint64 call)
{
    QList<TapRecord> some;
    for (const TapRecord &record : records) {
        if (record.call == call)
            some.append(record);
    }
    return some;
}

/** "C>" is a client's message that came in, "S<" one that came from the server, and so on. */
inline QByteArray outline(const QList<TapRecord> &records)
{
    QByteArrayList words;
    for (const TapRecord &record : records) {
        words.append((record.side == TapRecord::Side::Client ? "C" : "S") + QByteArray(record.isInbound ? "> " : "< ")
                     + (record.isAnswer() ? "answer" : record.method));
    }
    return words.join(", ");
}

inline const TapRecord *inbound(const QList<TapRecord> &records, const QByteArray &id, const QByteArray &method)
{
    for (const TapRecord &record : records) {
        if (record.side == TapRecord::Side::Client && record.isInbound && record.id == id && record.method == method)
            return &record;
    }
    return nullptr;
}

} // namespace Signalbox
