// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/mirror/mirroredheaders.h"

#include "core/mirror/headervalue.h"

#include <array>

namespace Signalbox {

JsonView repeatedName(const Message &request)
{
    struct Row
    {
        QByteArrayView method;
        QByteArrayView member;
    };
    static constexpr std::array<Row, 6> rows = {{{"tools/call", "name"},
                                                 {"prompts/get", "name"},
                                                 {"resources/read", "uri"},
                                                 {"tasks/get", "taskId"},
                                                 {"tasks/update", "taskId"},
                                                 {"tasks/cancel", "taskId"}}};
    for (const Row &row : rows) {
        if (request.isMethod(row.method))
            return request.params()[row.member];
    }
    return {};
}

HeaderList mirroredHeaders(const Message &request, const QByteArray &version, const QList<ToolHeader> &repeated)
{
    HeaderList headers{{"MCP-Protocol-Version", version}, {"Mcp-Method", request.method().toByteArray()}};
    if (const JsonView name = repeatedName(request); name.isString())
        headers.append({"Mcp-Name", encodedHeaderValue(name.string())});
    for (const ToolHeader &one : repeated) {
        if (const auto text = headerText(repeatedArgument(request.params()["arguments"], one)))
            headers.append({one.name, encodedHeaderValue(*text)});
    }
    return headers;
}

} // namespace Signalbox
