// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/fuzz/door/judges.h"

#include "core/http/requesthead.h"
#include "core/mirror/toolheaders.h"
#include "tests/fuzz/door/rewritten.h"

#include <QSet>

#include <algorithm>

namespace Signalbox {

namespace {

/** Name and path of each header, whatever their order; or that there is a fault. */
QByteArray summary(const Result<QList<ToolHeader>> &read)
{
    if (!read)
        return "fault";
    QByteArrayList lines;
    for (const ToolHeader &one : *read)
        lines.append(one.name + ' ' + one.path.join('\0'));
    std::sort(lines.begin(), lines.end());
    return lines.join('\n');
}

/** Whether some value below has a member of that name; keywords of data are not looked into. */
bool isAnywhere(JsonView value, QByteArrayView key)
{
    for (auto member = value.begin(); member != value.end(); ++member) {
        if (member.key().equals(key) || isAnywhere(member.value(), key))
            return true;
    }
    return false;
}

bool isSound(JsonView schema, const ToolHeader &one)
{
    JsonView place = schema;
    for (const QByteArray &step : one.path)
        place = place["properties"][step];
    const JsonView type = place["type"];
    return place["x-mcp-header"].string() == one.name.sliced(10)
        && (type.equals("string") || type.equals("integer") || type.equals("boolean"));
}

bool hasEqualKeys(JsonView value)
{
    QSet<QByteArray> keys;
    for (auto member = value.begin(); member != value.end(); ++member) {
        if (hasEqualKeys(member.value()) || (member.key().exists() && keys.contains(member.key().string())))
            return true;
        keys.insert(member.key().string());
    }
    return false;
}

QByteArray troubleOfFault(const QString &sentence)
{
    if (!sentence.contains(QStringLiteral("x-mcp-header")) || sentence.size() > 300)
        return "the sentence does not tell: " + sentence.toUtf8();
    return std::all_of(sentence.begin(), sentence.end(), [](QChar c) { return c.isPrint(); })
        ? QByteArray()
        : "the sentence carries more than text";
}

} // namespace

QByteArray schemaTrouble(QByteArrayView bytes)
{
    const JsonView schema = JsonView::parse(bytes);
    const auto read = toolHeaders(schema);
    if (!schema.exists())
        return read && read->isEmpty() ? QByteArray() : "something was read from nothing";
    if (summary(toolHeaders(schema)) != summary(read))
        return "read twice, it says two things";
    if (!read)
        return troubleOfFault(read.error().sentence);
    if (!read->isEmpty() && !mayRepeatArguments(schema.raw()))
        return "headers where there could be none";
    if (read->isEmpty() && !isAnywhere(schema, "x-mcp-header"))
        return {};
    const bool isPlain = !hasEqualKeys(schema);
    QSet<QByteArray> names;
    for (const ToolHeader &one : *read) {
        names.insert(one.name.toLower());
        if (!one.name.startsWith("Mcp-Param-") || !isToken(one.name) || one.path.isEmpty())
            return "no header: " + one.name;
        if (isPlain && !isSound(schema, one))
            return "no such argument for " + one.name;
    }
    if (names.size() != read->size() || names.size() > 64)
        return "headers that stand twice, or too many";
    const QByteArray other = rewritten(schema, {true, true, true, 0});
    if (isPlain && summary(toolHeaders(JsonView::parse(other))) != summary(read))
        return "written otherwise it says something else: " + other;
    return {};
}

} // namespace Signalbox
