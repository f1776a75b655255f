// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/connect/toolmemory.h"

namespace Signalbox {

namespace {
constexpr qsizetype mostTools = 10'000;
}

void ToolMemory::answered(const Message &request, const Message &answer)
{
    if (!request.isMethod("tools/list") || answer.kind() != Message::Kind::Result)
        return;
    for (const JsonView tool : answer.resultValue()["tools"]) {
        const auto repeated = toolHeaders(tool["inputSchema"]);
        const QByteArray name = tool["name"].string();
        if (repeated && !repeated->isEmpty() && m_tools.size() < mostTools)
            m_tools.insert(name, *repeated);
        else
            m_tools.remove(name);
    }
}

QList<ToolHeader> ToolMemory::repeatedBy(const Message &request) const
{
    if (m_tools.isEmpty() || !request.isMethod("tools/call"))
        return {};
    return m_tools.value(request.name().string());
}

} // namespace Signalbox
