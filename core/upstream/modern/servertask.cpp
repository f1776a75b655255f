// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/upstream/modern/servertask.h"

#include "core/wire/errorcodes.h"

#include <algorithm>

namespace Signalbox {

namespace {

constexpr qint64 usualInterval = 1'000; //!< ms
constexpr qint64 shortestInterval = 50;
constexpr qint64 longestInterval = 30'000;

int interval(JsonView told)
{
    return int(std::clamp(told["pollIntervalMs"].integer().value_or(usualInterval), shortestInterval, longestInterval));
}

TaskRun::Step ended(const Message &answer)
{
    return {answer, {}, 0, {}};
}

} // namespace

TaskRun::Step ServerTask::next(const Message &answer)
{
    if (answer.kind() == Message::Kind::Error)
        return ended(answer);
    const JsonView told = answer.resultValue();
    const JsonView status = told["status"];
    if (status.equals("completed") && told["result"].isObject())
        return ended(Message::result(answer.id(), told["result"].raw()));
    if (status.equals("failed")) {
        const JsonView error = told["error"];
        return ended(Message::error(answer.id(), int(error["code"].integer().value_or(ErrorCode::internalError)),
                                    error["message"].string(), error["data"].raw()));
    }
    if (status.equals("cancelled"))
        return ended(Message::error(answer.id(), ErrorCode::internalError, "the server has cancelled the task that it made of the call"));
    if (status.equals("input_required"))
        return ask(told);
    return {{}, request("tasks/get"), interval(told), {}};
}

/** Questions are told until the server has read their answers: each is asked once. */
TaskRun::Step ServerTask::ask(JsonView told)
{
    QByteArrayList fresh;
    const JsonView questions = told["inputRequests"];
    for (auto one = questions.begin(); questions.isObject() && one != questions.end(); ++one) {
        const QByteArray key = one.key().string();
        if (m_answered.contains(key))
            continue;
        m_answered.insert(key);
        fresh.append(one.key().raw().toByteArray() + ':' + one.value().raw().toByteArray());
    }
    if (fresh.isEmpty())
        return {{}, request("tasks/get"), interval(told), {}};
    return {{}, request("tasks/update"), 0, '{' + fresh.join(',') + '}'};
}

} // namespace Signalbox
