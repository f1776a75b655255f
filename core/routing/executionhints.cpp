// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/routing/executionhints.h"

#include "core/wire/jsonview.h"

namespace Signalbox {

QByteArray withoutExecutionHints(const QByteArray &toolList)
{
    if (!toolList.contains("\"execution\""))
        return toolList;
    QByteArrayList tools;
    for (const JsonView tool : JsonView(toolList)["tools"]) {
        QByteArrayList kept;
        for (auto member = tool.begin(); tool.isObject() && member != tool.end(); ++member) {
            if (!member.key().equals("execution"))
                kept.append(member.key().raw().toByteArray() + ':' + member.value().raw().toByteArray());
        }
        tools.append('{' + kept.join(',') + '}');
    }
    return R"({"tools":[)" + tools.join(',') + "]}";
}

} // namespace Signalbox
