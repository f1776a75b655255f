// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/mirror/toolheaders.h"

#include "core/wire/jsontext.h"
#include "core/wire/scanner.h"

#include <QSet>

#include <algorithm>
#include <array>
#include <cmath>

namespace Signalbox {

namespace {

constexpr QByteArrayView annotation = "x-mcp-header";
constexpr qsizetype mostHeaders = 64; //!< a request has room for 100 fields
constexpr qsizetype longestName = 128;
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

/** A name that a server chose, for a sentence: short, and no line of its own. */
QString shown(const QByteArray &name)
{
    QString text = QString::fromUtf8(name.left(100));
    for (QChar &c : text) {
        if (!c.isPrint())
            c = u' ';
    }
    return text;
}

/** In one walk, however deep the schema nests: those of servers are of any size. */
class SchemaReader
{
public:
    explicit SchemaReader(QByteArrayView schema)
        : m_scanner(schema, Scanner::MaxDepth)
    {
    }

    Result<QList<ToolHeader>> read()
    {
        m_scanner.skipSpace();
        visit(0, true);
        if (m_fault.isEmpty() && m_scanner.failed())
            m_fault = QStringLiteral("its inputSchema with x-mcp-header is no JSON: %1").arg(m_scanner.defect());
        if (!m_fault.isEmpty())
            return Reason{m_fault};
        return std::move(m_found);
    }

private:
    bool goesOn() const { return m_fault.isEmpty() && !m_scanner.failed(); }

    /** `isReachable`: the way from the root leads through `properties` alone. */
    void visit(int level, bool isReachable)
    {
        if (m_scanner.peek() == '{')
            return visitSchema(level, isReachable);
        if (m_scanner.peek() != '[')
            return void(m_scanner.skipValue(level));
        if (!m_scanner.enter('[', level) || m_scanner.leave(']'))
            return;
        do
            visit(level + 1, false);
        while (goesOn() && m_scanner.next(']') == Scanner::Next::Member);
    }

    void visitSchema(int level, bool isReachable)
    {
        JsonView type;
        JsonView name;
        const bool isArgument = isReachable && !m_path.isEmpty();
        eachMember(level, [&](const QByteArray &key) {
            if (key == annotation)
                take(name, level, "x-mcp-header stands twice on one argument");
            else if (key == "type")
                take(type, level, {});
            else if (key == "properties")
                visitNamed(level + 1, isReachable);
            else if (key == "patternProperties" || key == "$defs" || key == "definitions" || key == "dependentSchemas")
                visitNamed(level + 1, false);
            else if (std::find(dataKeywords.begin(), dataKeywords.end(), key) != dataKeywords.end())
                m_scanner.skipValue(level + 1);
            else
                visit(level + 1, false);
        });
        if (name.exists() && goesOn())
            note(type, name, isArgument);
    }

    void visitNamed(int level, bool isReachable)
    {
        if (m_scanner.peek() != '{')
            return void(m_scanner.skipValue(level));
        eachMember(level, [&](const QByteArray &key) {
            m_path.append(key);
            visit(level + 1, isReachable);
            m_path.removeLast();
        });
    }

    template <typename Visit> void eachMember(int level, Visit visit)
    {
        if (!m_scanner.enter('{', level) || m_scanner.leave('}'))
            return;
        do {
            Scanner::Key key;
            if (m_scanner.skipKey(key))
                visit(key.isEscaped ? unescaped(key.text) : key.text.toByteArray());
        } while (goesOn() && m_scanner.next('}') == Scanner::Next::Member);
    }

    /** The value of a member; of one that stands twice the first is meant, unless `twice` says that it must not. */
    void take(JsonView &place, int level, QByteArrayView twice)
    {
        const qsizetype from = m_scanner.offset();
        if (!m_scanner.skipValue(level + 1))
            return;
        if (!place.exists())
            place = JsonView(m_scanner.since(from));
        else if (!twice.isEmpty())
            m_fault = QString::fromLatin1(twice);
    }

    void note(JsonView type, JsonView value, bool isArgument)
    {
        const QByteArray name = value.string();
        const QString said = shown(name);
        if (!isArgument)
            m_fault = QStringLiteral("x-mcp-header \"%1\" stands where no single argument is meant").arg(said);
        else if (!value.isString() || !isToken(name))
            m_fault = QStringLiteral("x-mcp-header \"%1\" is no name of a header").arg(said);
        else if (!type.equals("string") && !type.equals("integer") && !type.equals("boolean"))
            m_fault = QStringLiteral("x-mcp-header \"%1\" is on an argument that is neither string, integer nor boolean")
                          .arg(said);
        else if (m_names.contains(name.toLower()))
            m_fault = QStringLiteral("x-mcp-header \"%1\" stands twice").arg(said);
        else if (m_paths.contains(m_path))
            m_fault = QStringLiteral("x-mcp-header \"%1\" is on an argument that stands twice").arg(said);
        else if (m_found.size() == mostHeaders || name.size() > longestName)
            m_fault = QStringLiteral("x-mcp-header: expected at most %1 headers with names of at most %2 characters")
                          .arg(mostHeaders)
                          .arg(longestName);
        m_names.insert(name.toLower());
        m_paths.insert(m_path);
        m_found.append({"Mcp-Param-" + name, m_path});
    }

    Scanner m_scanner;
    QByteArrayList m_path; //!< of the schema that is being read
    QList<ToolHeader> m_found;
    QSet<QByteArray> m_names;
    QSet<QByteArrayList> m_paths;
    QString m_fault;
};

} // namespace

bool mayRepeatArguments(QByteArrayView tool)
{
    // Nothing else can spell one of its letters otherwise.
    return tool.contains(annotation) || tool.contains("\\u");
}

Result<QList<ToolHeader>> toolHeaders(JsonView inputSchema)
{
    // Nearly no tool has any; the sweep through a schema is not for them.
    if (!mayRepeatArguments(inputSchema.raw()))
        return QList<ToolHeader>();
    return SchemaReader(inputSchema.raw()).read();
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
