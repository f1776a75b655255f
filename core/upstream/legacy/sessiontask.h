// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/upstream/taskrun.h"

namespace Signalbox {

/**
 * A task of 2025-11-25: its result is fetched at once, which the server answers when there is one; what it has to ask
 * it asks on the way (specification: Tasks).
 */
class SessionTask final : public TaskRun
{
public:
    using TaskRun::TaskRun;
    Step next(const Message &answer) override;

    /** The id of the task that a message belongs to; nothing if it says none. */
    static JsonView idIn(JsonView meta);

private:
    bool m_isFetched = false;
};

} // namespace Signalbox
