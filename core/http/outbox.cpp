// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/http/outbox.h"

#include <array>
#include <cerrno>
#include <sys/socket.h>
#include <sys/uio.h>

namespace Signalbox {

namespace {

constexpr std::size_t piecesPerCall = 16;

/** Bytes the kernel took, 0 if its buffer is full, -1 if the peer is gone. */
ssize_t sendPieces(int fd, std::span<iovec> pieces)
{
    msghdr message{};
    message.msg_iov = pieces.data();
    message.msg_iovlen = pieces.size();
    ssize_t taken = 0;
    do {
        taken = sendmsg(fd, &message, MSG_NOSIGNAL | MSG_DONTWAIT);
    } while (taken < 0 && errno == EINTR);
    if (taken < 0 && (errno == EAGAIN || errno == EWOULDBLOCK || errno == ENOBUFS))
        return 0;
    return taken;
}

iovec slice(QByteArrayView bytes)
{
    // sendmsg() does not write through the pointer; iovec is shared with readv().
    return {const_cast<char *>(bytes.data()), static_cast<std::size_t>(bytes.size())};
}

} // namespace

bool Outbox::write(int fd, std::span<const Piece> pieces)
{
    Q_ASSERT(pieces.size() <= piecesPerCall);
    if (!isEmpty()) {
        queue(pieces, 0);
        return true;
    }
    std::array<iovec, piecesPerCall> slices;
    qsizetype total = 0;
    for (std::size_t i = 0; i < pieces.size(); ++i) {
        slices[i] = slice(pieces[i].view);
        total += pieces[i].view.size();
    }
    const ssize_t taken = sendPieces(fd, {slices.data(), pieces.size()});
    if (taken < 0)
        return false;
    m_sent += static_cast<quint64>(taken);
    if (taken < total)
        queue(pieces, taken);
    return true;
}

void Outbox::queue(std::span<const Piece> pieces, qsizetype taken)
{
    for (const Piece &piece : pieces) {
        const qsizetype size = piece.view.size();
        if (taken >= size) {
            taken -= size;
            continue;
        }
        m_size += size - taken;
        // Only the first piece of an empty queue can be begun already.
        if (piece.owner != nullptr) {
            m_offset = m_pieces.isEmpty() ? taken : m_offset;
            m_pieces.append(*piece.owner);
        } else {
            m_pieces.append(piece.view.sliced(taken).toByteArray());
        }
        taken = 0;
    }
}

bool Outbox::flush(int fd)
{
    while (!isEmpty()) {
        std::array<iovec, piecesPerCall> slices;
        const auto count = qMin(piecesPerCall, static_cast<std::size_t>(m_pieces.size()));
        for (std::size_t i = 0; i < count; ++i) {
            const QByteArrayView piece(m_pieces.at(static_cast<qsizetype>(i)));
            slices[i] = slice(i == 0 ? piece.sliced(m_offset) : piece);
        }
        const ssize_t taken = sendPieces(fd, {slices.data(), count});
        if (taken <= 0)
            return taken == 0;
        m_sent += static_cast<quint64>(taken);
        m_size -= taken;
        m_offset += taken;
        while (!m_pieces.isEmpty() && m_offset >= m_pieces.constFirst().size()) {
            m_offset -= m_pieces.constFirst().size();
            m_pieces.removeFirst();
        }
    }
    m_pieces = {};
    m_offset = 0;
    return true;
}

} // namespace Signalbox
