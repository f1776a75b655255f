// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/mirror/toolheaders.h"

#include <QSet>

#include <algorithm>
#include <array>
#include <cmath>

namespace Signalbox {

namespace {

constexpr QByteArrayView annotation = "x-mcp-header";
constexpr double largestExact = 9007199254740991.0; // 2^53 - 1

/** Keywords whose values are data and no schemas. */
constexpr std::array<QByteArrayView, 4> dataKeywords = {"default", "examples", "const", "enum"};

bool isToken(const QByteArray &name)
{
    constexpr QByteArrayView others = "!#$%&'*+-.^_`|~";
    return !name.isEmpty() && std::all_of(name.begin(), name.end(), [others](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || others.contains(c);
    });
}

class SchemaReader
{
public:
    Result<QList<ToolHeader>> read(JsonView schema)
    {
        visit(schema, {}, true);
        if (!m_fault.isEmpty())
            return Reason{m_fault};
        return std::move(m_found);
    }

private:
    /** `isReachable`: the way from the root leads through `properties` alone. */
    void visit(JsonView schema, const QByteArrayList &path, bool isReachable)
    {
        if (schema.isArray()) {
            for (JsonView element : schema)
                visit(element, path, false);
            return;
        }
        if (!schema.isObject())
            return;
        for (auto member = schema.begin(); m_fault.isEmpty() && member != schema.end(); ++member) {
            const QByteArray key = member.key().string();
            if (key == annotation)
                note(schema, member.value(), path, isReachable && !path.isEmpty());
            else if (key == "properties" || key == "patternProperties" || key == "$defs" || key == "definitions"
                     || key == "dependentSchemas")
                visitNamed(member.value(), path, isReachable && key == "properties");
            else if (std::find(dataKeywords.begin(), dataKeywords.end(), key) == dataKeywords.end())
                visit(member.value(), path, false);
        }
    }

    void visitNamed(JsonView schemas, const QByteArrayList &path, bool isReachable)
    {
        if (!schemas.isObject())
            return;
        for (auto named = schemas.begin(); named != schemas.end(); ++named)
            visit(named.value(), path + QByteArrayList{named.key().string()}, isReachable);
    }

    void note(JsonView schema, JsonView value, const QByteArrayList &path, bool isReachable)
    {
        const QByteArray name = value.string();
        const QString said = QString::fromUtf8(name.left(100));
        if (!isReachable)
            m_fault = QStringLiteral("x-mcp-header \"%1\" stands where no single argument is meant").arg(said);
        else if (!value.isString() || !isToken(name))
            m_fault = QStringLiteral("x-mcp-header \"%1\" is no name of a header").arg(said);
        else if (const JsonView type = schema["type"];
                 !type.equals("string") && !type.equals("integer") && !type.equals("boolean"))
            m_fault = QStringLiteral("x-mcp-header \"%1\" is on an argument that is neither string, integer nor boolean")
                          .arg(said);
        else if (m_names.contains(name.toLower()))
            m_fault = QStringLiteral("x-mcp-header \"%1\" stands twice").arg(said);
        m_names.insert(name.toLower());
        m_found.append({"Mcp-Param-" + name, path});
    }

    QList<ToolHeader> m_found;
    QSet<QByteArray> m_names;
    QString m_fault;
};

} // namespace

Result<QList<ToolHeader>> toolHeaders(JsonView inputSchema)
{
    // Nearly no tool has any; the sweep through a schema is not for them.
    if (!inputSchema.raw().contains(annotation))
        return QList<ToolHeader>();
    return SchemaReader().read(inputSchema);
}

JsonView repeatedArgument(JsonView arguments, const ToolHeader &header)
{
    JsonView value = arguments;
    for (const QByteArray &step : header.path)
        value = value[step];
    return value.isNull() ? JsonView() : value;
}

std::optional<QByteArray> headerText(JsonView argument)
{
    switch (argument.type()) {
    case JsonView::Type::String:
        return argument.string();
    case JsonView::Type::Bool:
        return argument.raw().toByteArray();
    case JsonView::Type::Number:
        break;
    default:
        return std::nullopt;
    }
    if (const auto integer = argument.integer(); integer && std::abs(double(*integer)) <= largestExact)
        return QByteArray::number(*integer);
    const auto number = argument.number();
    if (!number || *number != std::floor(*number) || std::abs(*number) > largestExact)
        return std::nullopt;
    return QByteArray::number(qint64(*number));
}

bool saysTheSame(const QByteArray &text, JsonView argument)
{
    if (argument.type() != JsonView::Type::Number)
        return headerText(argument) == text;
    const JsonView said = JsonView::parse(text);
    return said.type() == JsonView::Type::Number && said.number() == argument.number();
}

} // namespace Signalbox
