// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/routing/executionhints.h"

#include "core/wire/jsonview.h"

namespace Signalbox {

namespace {

QByteArray withoutExecution(const QByteArray &toolList, bool (*isUnwanted)(JsonView tool))
{
    QByteArrayList tools;
    for (const JsonView tool : JsonView(toolList)["tools"]) {
        if (!isUnwanted(tool)) {
            tools.append(tool.raw().toByteArray());
            continue;
        }
        QByteArrayList kept;
        for (auto member = tool.begin(); tool.isObject() && member != tool.end(); ++member) {
            if (!member.key().equals("execution"))
                kept.append(member.key().raw().toByteArray() + ':' + member.value().raw().toByteArray());
        }
        tools.append('{' + kept.join(',') + '}');
    }
    return R"({"tools":[)" + tools.join(',') + "]}";
}

} // namespace

QByteArray withoutExecutionHints(const QByteArray &toolList)
{
    return toolList.contains("\"execution\"") ? withoutExecution(toolList, [](JsonView tool) { return tool["execution"].exists(); })
                                              : toolList;
}

QByteArray withoutTaskDemands(const QByteArray &toolList)
{
    const auto demands = [](JsonView tool) { return tool["execution"]["taskSupport"].equals("required"); };
    return toolList.contains("\"required\"") && toolList.contains("\"taskSupport\"") ? withoutExecution(toolList, demands) : toolList;
}

} // namespace Signalbox
