// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/wire/message.h"

namespace Signalbox {

/** Bytes that go and bytes that come at one place of a message. */
struct SpliceEdit
{
    qsizetype from = 0;
    qsizetype size = 0; //!< bytes that go; 0 inserts
    QByteArrayView before; //!< comma, keys and braces that a new member needs
    QByteArrayView raw; //!< the value
    QByteArrayView after;

    qsizetype end() const { return from + size; }
    qsizetype growth() const { return before.size() + raw.size() + after.size() - size; }
};

/**
 * One or two edits of a message's bytes, applied in a single copy, and the arithmetic of where everything lies
 * afterwards. Offsets are those before the splice; edits do not overlap.
 */
class Splice
{
public:
    using Edit = SpliceEdit;

    void add(const Edit &edit);
    QByteArray appliedTo(QByteArrayView bytes) const;
    /** Whether the outcome can still be addressed. */
    bool fits(QByteArrayView bytes) const;

    /** Where `range` lies afterwards; nothing if it went with an edit. An edit within it makes it longer or shorter. */
    Message::Range moved(Message::Range range) const;
    /** Where the value of the edit at `from` lies afterwards. */
    Message::Range inserted(qsizetype from) const;

private:
    std::array<Edit, 2> m_edits;
    int m_count = 0;
};

} // namespace Signalbox
