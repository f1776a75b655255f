// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/call/client.h"

#include <optional>

namespace Signalbox {

/**
 * Ids of tasks as clients know them: whose server it is, the server's own id and a seal, so that nobody can use a task
 * of somebody else, whatever a server lets be guessed. Nothing is kept: ids outlive the process if the key does.
 */
class TaskIds
{
public:
    struct Task
    {
        QByteArray backend; //!< slug
        QByteArray id; //!< as the server knows it
    };

    /** `key` is secret. */
    explicit TaskIds(QByteArray key) : m_key(std::move(key)) { }

    /** For that principal at that address. */
    QByteArray publicId(const Task &task, const Client &client) const;
    /** Nothing for an id that is not of ours for this client. */
    std::optional<Task> find(const QByteArray &publicId, const Client &client) const;

private:
    QByteArray m_key;
};

} // namespace Signalbox
