// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/upstream/legacy/sessiontask.h"

#include <utility>

namespace Signalbox {

namespace {
constexpr QByteArrayView relatedTask = "io.modelcontextprotocol/related-task";
}

JsonView SessionTask::idIn(JsonView meta)
{
    return meta[relatedTask]["taskId"];
}

TaskRun::Step SessionTask::next(const Message &answer)
{
    if (!std::exchange(m_isFetched, true))
        return {{}, request("tasks/result"), 0, {}};
    return {answer.resultValue()["_meta"][relatedTask].exists() ? answer.without({"result", "_meta", relatedTask}) : answer, {}, 0, {}};
}

} // namespace Signalbox
