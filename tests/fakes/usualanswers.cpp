// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/fakes/usualanswers.h"

namespace Signalbox {

QByteArray usualGreeting(const QByteArray &name, const QByteArray &capabilities, const QByteArray &instructions)
{
    const QByteArray advice = instructions.isEmpty() ? QByteArray() : R"(,"instructions":)" + jsonString(instructions);
    return R"({"protocolVersion":"2025-11-25","capabilities":)" + capabilities + R"(,"serverInfo":{"name":)"
        + jsonString(name) + R"(,"version":"1"})" + advice + '}';
}

QByteArray usualResult(const Message &request)
{
    if (request.isMethod("tools/list"))
        return R"({"tools":[{"name":"echo","inputSchema":{"type":"object"}},{"name":"hold","inputSchema":{"type":"object"}}]})";
    if (request.isMethod("resources/list"))
        return R"({"resources":[{"uri":"note:1","name":"one"}]})";
    if (request.isMethod("resources/templates/list"))
        return R"({"resourceTemplates":[]})";
    if (request.isMethod("prompts/list"))
        return R"({"prompts":[]})";
    if (request.isMethod("tools/call"))
        return R"({"content":[],"arguments":)" + request.params()["arguments"].raw().toByteArray() + '}';
    return "{}";
}

} // namespace Signalbox
