// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/wire/message.h"

#include <QByteArray>
#include <QHash>
#include <QList>

namespace Signalbox {

/**
 * What a client has agreed on with the gateway, so that it can be agreed on again with one that was restarted: its
 * handshake, the level of its log lines and the resources it follows (specification: Lifecycle; Logging; Resources,
 * Subscriptions). Only what the gateway accepted counts.
 */
class ClientMemory
{
public:
    /** `request` got `answer`. */
    void answered(const Message &request, const Message &answer);
    /** The client said that it is initialized. */
    void confirmed() { m_isConfirmed = true; }

    /** There is a handshake to repeat. */
    bool isGreeted() const { return m_hello.isRequest(); }
    bool isConfirmed() const { return m_isConfirmed; }
    const Message &hello() const { return m_hello; }
    const QByteArray &version() const { return m_version; } //!< negotiated
    /** Whether the answer to a repeated handshake agrees on the same version. */
    bool agreesWith(const Message &answer) const { return versionIn(answer) == m_version; }
    /** Requests that bring a new session to where the last one was; their ids are the client's old ones. */
    QList<Message> rest() const;
    /**
     * What the client is told after a handshake was repeated and answered with `answer`, because it may have missed it:
     * list_changed of each kind that was promised, updated of each resource it follows.
     */
    QList<Message> missed(const Message &answer) const;

private:
    static QByteArray versionIn(const Message &answer);

    Message m_hello;
    QByteArray m_version;
    bool m_isConfirmed = false;
    Message m_level;
    QHash<QByteArray, Message> m_followed; //!< by URI
};

} // namespace Signalbox
