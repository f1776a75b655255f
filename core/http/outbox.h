// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QByteArrayView>
#include <QList>

#include <span>

namespace Signalbox {

/**
 * What goes out of a socket: straight to the kernel in one call while nothing is queued, and of what it does not take
 * a queue that gives its memory back when it is empty.
 */
class Outbox
{
public:
    /** One piece of a write. A piece with an owner is shared when it must wait, the others are copied. */
    struct Piece
    {
        Piece(QByteArrayView bytes)
            : view(bytes)
        {
        }
        Piece(const QByteArray &bytes)
            : view(bytes)
            , owner(&bytes)
        {
        }

        QByteArrayView view;
        const QByteArray *owner = nullptr;
    };

    /** False if the peer is gone. */
    bool write(int fd, std::span<const Piece> pieces);
    /** Sends what is queued as far as the kernel takes it; false if the peer is gone. */
    bool flush(int fd);

    bool isEmpty() const { return m_size == 0; }
    qint64 size() const { return m_size; }
    quint64 sent() const { return m_sent; } //!< bytes the kernel has taken so far

private:
    void queue(std::span<const Piece> pieces, qsizetype taken);

    QList<QByteArray> m_pieces;
    qsizetype m_offset = 0; //!< what is already sent of the first piece
    qint64 m_size = 0;
    quint64 m_sent = 0;
};

} // namespace Signalbox
