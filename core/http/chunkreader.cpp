// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/http/chunkreader.h"

namespace Signalbox {

namespace {

constexpr int mostDigits = 8; // of a chunk size: 4 GiB, more than any limit
constexpr int longestExtension = 256;

int hexDigit(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    if (c >= 'a' && c <= 'f')
        return c - 'a' + 10;
    return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

bool isControl(char c)
{
    return (static_cast<unsigned char>(c) < 0x20 && c != '\t') || c == 0x7f;
}

} // namespace

qsizetype ChunkReader::read(QByteArrayView bytes, QByteArray &body)
{
    qsizetype at = 0;
    while (at < bytes.size() && !isDone() && !m_refusal) {
        if (m_state != State::Data) {
            readByte(bytes[at++]);
            continue;
        }
        const qsizetype size = qMin<qsizetype>(m_size, bytes.size() - at);
        body.append(bytes.sliced(at, size));
        at += size;
        m_size -= size;
        if (m_size == 0)
            m_state = State::DataReturn;
    }
    return at;
}

void ChunkReader::readByte(char c)
{
    const auto expect = [this, c](char wanted, State next) {
        if (c != wanted)
            return refuse(400, "the chunked body is malformed");
        m_state = next;
    };
    switch (m_state) {
    case State::Size:
        return readSizeByte(c);
    case State::SizeGap:
    case State::Extension:
        return readExtensionByte(c);
    case State::SizeEnd:
        return c == '\n' ? beginData() : refuse(400, "the chunked body is malformed");
    case State::DataReturn:
        return expect('\r', State::DataEnd);
    case State::DataEnd:
        return expect('\n', State::Size);
    case State::Trailer:
        return readTrailerByte(c);
    case State::TrailerEnd:
        expect('\n', m_lineEmpty ? State::Done : State::Trailer);
        m_lineEmpty = true;
        return;
    case State::Data:
    case State::Done:
        return;
    }
}

void ChunkReader::readSizeByte(char c)
{
    const int digit = hexDigit(c);
    if (digit >= 0) {
        if (++m_digits > mostDigits)
            return refuse(400, "a chunk size is out of range");
        m_size = m_size * 16 + digit;
        return;
    }
    if (m_digits == 0)
        return refuse(400, "a chunk size is not a hexadecimal number");
    m_state = State::SizeGap;
    readExtensionByte(c);
}

void ChunkReader::readExtensionByte(char c)
{
    if (c == '\r') {
        m_state = State::SizeEnd;
        return;
    }
    if (c == ';')
        m_state = State::Extension;
    const bool gap = m_state == State::SizeGap && c != ' ' && c != '\t';
    if (gap || isControl(c) || ++m_extension > longestExtension)
        refuse(400, "a chunk size is not a hexadecimal number");
}

void ChunkReader::beginData()
{
    m_digits = 0;
    m_extension = 0;
    if (m_size == 0) {
        m_state = State::Trailer;
        return;
    }
    if (m_size > m_bodyLeft)
        return refuse(413, "the body is longer than this server accepts");
    m_bodyLeft -= m_size;
    m_state = State::Data;
}

void ChunkReader::readTrailerByte(char c)
{
    if (--m_trailerLeft < 0)
        return refuse(431, "too many bytes of trailers");
    if (c == '\r') {
        m_state = State::TrailerEnd;
        return;
    }
    if (isControl(c))
        return refuse(400, "a trailer has characters that it may not have");
    m_lineEmpty = false;
}

} // namespace Signalbox
