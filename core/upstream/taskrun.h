// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/wire/message.h"

namespace Signalbox {

/**
 * A call of which its server made a task, on behalf of a client that knows no such tasks: what has to be asked until
 * there is an answer for it. One object per call; each generation has its own kind.
 */
class TaskRun
{
public:
    struct Step
    {
        Message answer; //!< the end, with any id; of None: it goes on
        Message request; //!< what is sent next, with any id
        int after = 0; //!< ms to wait before that
        QByteArray questions; //!< raw inputRequests that the request has to answer; empty = none
    };

    /** `id` as the server told it. */
    explicit TaskRun(QByteArray id) : m_id(std::move(id)) { }
    virtual ~TaskRun() = default;

    const QByteArray &id() const { return m_id; }
    /** What follows that answer; the first is the one that told of the task. */
    virtual Step next(const Message &answer) = 0;

protected:
    Message request(QByteArrayView method) const
    {
        return Message::request("0", method, "{\"taskId\":" + jsonString(m_id) + '}');
    }

private:
    QByteArray m_id;
};

} // namespace Signalbox
