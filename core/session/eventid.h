// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QByteArrayView>

#include <optional>

namespace Signalbox {

/**
 * Names one event of one stream for all time: the epoch is raised at every start of the program, streams are numbered
 * through the process, sequences through the stream. Sequence 0 is the beginning of a stream, before its first event.
 */
struct EventId
{
    quint64 epoch = 0;
    quint64 stream = 0;
    quint64 sequence = 0;

    /** Three numbers in base 36 with hyphens between them: "1-4f-0". */
    QByteArray text() const;
    /** Appends text() without an allocation of its own. */
    void appendTo(QByteArray &bytes) const;
    /** Only what text() writes, byte for byte; nothing else. */
    static std::optional<EventId> parse(QByteArrayView text);

    bool operator==(const EventId &) const = default;
};

} // namespace Signalbox
