// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/routing/objectoutputs.h"

#include "core/wire/jsonview.h"

namespace Signalbox {

namespace {

QByteArray without(JsonView object, QByteArrayView key)
{
    QByteArrayList kept;
    for (auto member = object.begin(); member != object.end(); ++member) {
        if (!member.key().equals(key))
            kept.append(member.key().raw().toByteArray() + ':' + member.value().raw().toByteArray());
    }
    return '{' + kept.join(',') + '}';
}

} // namespace

QByteArray withObjectOutputs(const QByteArray &toolList)
{
    if (!toolList.contains("\"outputSchema\""))
        return toolList;
    QByteArrayList tools;
    bool isChanged = false;
    for (const JsonView tool : JsonView(toolList)["tools"]) {
        const JsonView schema = tool["outputSchema"];
        const bool isForeign = schema.exists() && !schema["type"].equals("object");
        isChanged = isChanged || isForeign;
        tools.append(isForeign ? without(tool, "outputSchema") : tool.raw().toByteArray());
    }
    return isChanged ? R"({"tools":[)" + tools.join(',') + "]}" : toolList;
}

} // namespace Signalbox
