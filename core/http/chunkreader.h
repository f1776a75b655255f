// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/http/requesthead.h"

#include <optional>

namespace Signalbox {

/**
 * Takes the chunked framing off a request body as it arrives. Counts what the chunks really carry, so that a body over
 * the limit is refused before it is kept. Extensions and trailers are checked and left out.
 */
class ChunkReader
{
public:
    ChunkReader(qint64 bodyLimit, int trailerLimit)
        : m_bodyLeft(bodyLimit)
        , m_trailerLeft(trailerLimit)
    {
    }

    /** Appends payload to `body` and returns how many bytes of `bytes` it has used; stops at the end or a refusal. */
    qsizetype read(QByteArrayView bytes, QByteArray &body);
    bool isDone() const { return m_state == State::Done; }
    const std::optional<HttpRefusal> &refusal() const { return m_refusal; }

private:
    enum class State { Size, SizeGap, Extension, SizeEnd, Data, DataReturn, DataEnd, Trailer, TrailerEnd, Done };

    void readByte(char c);
    void readSizeByte(char c);
    void readExtensionByte(char c);
    void readTrailerByte(char c);
    void beginData();
    void refuse(int status, QByteArrayView sentence) { m_refusal = HttpRefusal{status, sentence}; }

    State m_state = State::Size;
    qint64 m_size = 0; //!< of this chunk, what is left of it while in Data
    int m_digits = 0;
    int m_extension = 0; //!< bytes of this chunk's extension
    qint64 m_bodyLeft;
    int m_trailerLeft;
    bool m_lineEmpty = true; //!< of the trailer line being read
    std::optional<HttpRefusal> m_refusal;
};

} // namespace Signalbox
