// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/wire/message.h"

#include <QByteArray>

#include <optional>

namespace Signalbox {

/**
 * `requestState` of ours: what a client carries from one round of a request to the next and cannot make or change by
 * itself. Bound to who asks and to what was asked. What is sealed can be read by anybody; nothing in it is secret.
 */
class SealedState
{
public:
    struct Content
    {
        QByteArray call; //!< handle of a call that waits; empty = the request is made again from the beginning
        int round = 0;
        qint64 expires = 0; //!< ms since the epoch
    };

    /** `key` has at least 32 bytes. States outlive the process if the key does. */
    explicit SealedState(QByteArray key) : m_key(std::move(key)) { }

    QByteArray seal(const Content &content, const QByteArray &principal, const Message &request) const;
    /** Nothing for anything that was not sealed by us for this principal and this request, or is too old. */
    std::optional<Content> open(const QByteArray &state, const QByteArray &principal, const Message &request,
                                qint64 now) const;
    /** Whether it looks like one of ours at all: those of servers pass through. */
    static bool isOurs(QByteArrayView state);

private:
    QByteArray mac(const QByteArray &payload, const QByteArray &principal, const Message &request) const;
    QByteArray m_key;
};

} // namespace Signalbox
