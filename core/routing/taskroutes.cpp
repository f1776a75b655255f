// SPDX-License-Identifier: GPL-3.0-or-later
// The part of Router that finds the server of a task (2026-07-28: extension Tasks).
#include "core/mirror/taskextension.h"
#include "core/routing/router.h"
#include "core/upstream/upstreamset.h"
#include "core/wire/errorcodes.h"

namespace Signalbox {

void Router::setTaskKey(const QByteArray &key)
{
    m_taskIds = TaskIds(key);
}

AnswerEdit Router::withPublicTask(const CallPtr &call, const QByteArray &slug) const
{
    const ClientPtr client = call->client();
    if (!client->isStateless || !client->features.tasks)
        return {};
    return [ids = m_taskIds, client, slug](const Message &answer) {
        const JsonView id = answer.resultValue()["taskId"];
        if (!id.isString())
            return answer;
        return answer.with({"result", "taskId"}, jsonString(ids.publicId({slug, id.string()}, *client)));
    };
}

/** An answer to a tool's call names a task only where it says so. */
AnswerEdit Router::withPublicTaskIfOne(const CallPtr &call, const QByteArray &slug) const
{
    AnswerEdit edit = withPublicTask(call, slug);
    if (!edit)
        return {};
    return [edit = std::move(edit)](const Message &answer) {
        return answer.resultValue()["resultType"].equals("task") ? edit(answer) : answer;
    };
}

std::optional<TaskIds::Task> Router::taskOf(const Client &client, const QByteArray &publicId) const
{
    auto task = m_taskIds.find(publicId, client);
    const bool isSeen = task && (client.view.isAll() || client.view.backend == task->backend);
    return isSeen && m_upstreams->bySlug(task->backend) ? task : std::nullopt;
}

void Router::task(const CallPtr &call)
{
    const ClientPtr &client = call->client();
    if (!client->isStateless) {
        routeUnknown(call);
        return;
    }
    // Before anything is said of the id.
    if (!client->features.tasks) {
        call->fail(ErrorCode::missingCapability, "The client did not declare the extension for tasks", TaskExtension::demand());
        return;
    }
    const auto task = taskOf(*client, call->request().params()["taskId"].string());
    if (!task) {
        call->fail(ErrorCode::invalidParams, "Unknown task");
        return;
    }
    Upstream *upstream = m_upstreams->bySlug(task->backend);
    if (isAllowed(call, Action::Call, upstream, {}))
        upstream->carry({call, call->request().with({"params", "taskId"}, jsonString(task->id)), withPublicTask(call, task->backend)});
}

void Router::followTask(const ClientPtr &client, const TaskIds::Task &task)
{
    if (Upstream *upstream = m_upstreams->bySlug(task.backend))
        upstream->followTask(client, task.id);
}

} // namespace Signalbox
