// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/result.h"
#include "core/wire/jsonview.h"

#include <QByteArray>
#include <QByteArrayList>
#include <QList>

#include <optional>

namespace Signalbox {

/** One argument of a tool that an HTTP header repeats: `x-mcp-header` in its schema (2026-07-28: Transports). */
struct ToolHeader
{
    QByteArray name; //!< of the header: Mcp-Param- and what the annotation says
    QByteArrayList path; //!< of the argument in `arguments`
};

/** Whether a tool could have any, told at a glance; `tool` is its definition or schema. */
bool mayRepeatArguments(QByteArrayView tool);

/** Those of a tool's inputSchema. The error is why such a tool is not to be used over HTTP. */
Result<QList<ToolHeader>> toolHeaders(JsonView inputSchema);

/** The argument that a header repeats; nothing if the call has none, or null. */
JsonView repeatedArgument(JsonView arguments, const ToolHeader &header);

/** An argument as text to put into a header; nothing if its kind cannot be repeated. */
std::optional<QByteArray> headerText(JsonView argument);

/** Whether a decoded header says the same as the argument: numbers by value, everything else to the letter. */
bool saysTheSame(const QByteArray &text, JsonView argument);

} // namespace Signalbox
