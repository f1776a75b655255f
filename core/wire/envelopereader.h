// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/wire/message.h"
#include "core/wire/scanner.h"

namespace Signalbox {

/**
 * Reads one JSON-RPC envelope in a single pass: checks the whole text, notes where the members lie that a gateway
 * asks for, and holds them against the rules. Bad JSON anywhere outranks a bad envelope.
 */
class EnvelopeReader
{
public:
    EnvelopeReader(QByteArrayView text, MessageLimits limits)
        : m_text(text)
        , m_scanner(text, limits.depth)
    {
    }

    /** The message over `bytes`, which are the text this reader was made with, or why there is none. */
    static Signalbox::Result<Message, Fault> read(QByteArray bytes, MessageLimits limits);

private:
    using Range = Message::Range;

    bool scan();
    bool scanEnvelopeMember(QByteArrayView key);
    bool scanParams();
    bool scanParamsMember(QByteArrayView key);
    bool scanMeta();
    bool scanOpaque(Range &range, int level);
    template <typename OnMember> bool scanObject(const char *where, int level, OnMember onMember);
    bool scanMember(const char *where, QByteArrayView key, int level);

    void judge();
    void judgeQuestion();
    void judgeAnswer();
    bool judgeId(bool nullAllowed);
    void blame(qsizetype offset, const QString &sentence);
    Fault fault() const;
    QByteArray readableId() const;

    Range &part(Message::Part which) { return m_message.m_parts[which]; }
    QByteArrayView view(Range range) const { return m_text.sliced(range.from, range.size); }

    QByteArrayView m_text;
    Scanner m_scanner;
    Message m_message;
    Range m_version;
    Range m_result;
    Range m_error;
    Fault m_fault; //!< of the envelope; the first one counts
    bool m_isFaulty = false;
    bool m_idTwice = false;
};

} // namespace Signalbox
