// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/result.h"
#include "core/wire/jsonview.h"

#include <QByteArray>

namespace Signalbox {

/**
 * The schema of a tool's arguments, and the check of arguments against the simple part of JSON Schema: type, enum,
 * required, properties, additionalProperties: false, items, minLength, maxLength, minimum, maximum. Other words of the
 * language are passed on to clients and not checked here; a tool that uses them checks them itself.
 */
class ToolSchema
{
public:
    ToolSchema() = default;
    /** `raw` is a JSON object with "type": "object". */
    static Result<ToolSchema> read(const QByteArray &raw);

    const QByteArray &raw() const { return m_raw; }
    /** The error says where, what was expected and what came. */
    Result<void> check(JsonView arguments) const;

private:
    QByteArray m_raw;
};

} // namespace Signalbox
