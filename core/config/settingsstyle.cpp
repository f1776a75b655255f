// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/config/settingsstyle.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QStringList>

#include <algorithm>
#include <array>

namespace Signalbox {

namespace {

constexpr qsizetype longestLine = 100; //!< lists of plain values stay on one line up to here

bool isIndent(char c)
{
    return c == ' ' || c == '\t';
}

QByteArray scalar(const QJsonValue &value)
{
    const QByteArray list = QJsonDocument(QJsonArray{value}).toJson(QJsonDocument::Compact);
    return list.sliced(1, list.size() - 2);
}

bool isScalar(const QJsonValue &value)
{
    return !value.isObject() && !value.isArray();
}

/** As people write a server: how it is reached first. Everything else by the alphabet. */
QStringList inOrder(const QJsonObject &object)
{
    static constexpr std::array first = {"type", "command", "args", "env", "cwd", "url", "headers"};
    QStringList keys = object.keys();
    const auto rank = [](const QString &key) {
        return std::ranges::find_if(first, [&](const char *name) { return key == QLatin1StringView(name); })
            - first.begin();
    };
    std::ranges::stable_sort(keys, {}, rank);
    return keys;
}

} // namespace

SettingsStyle::SettingsStyle(const QByteArray &text)
    : m_text(text)
{
    const qsizetype end = text.indexOf('\n');
    if (end > 0 && text[end - 1] == '\r')
        m_lineBreak = "\r\n";
    // The first member of the whole is one level deep, if it has a line of its own.
    const JsonView root = JsonView::parse(text);
    if (!root.isObject() || root.begin() == root.end())
        return;
    const char *key = root.begin().key().raw().data();
    const QByteArray outer = indentAt(root.raw().data());
    const QByteArray inner = indentAt(key);
    const bool ownLine = QByteArrayView(root.raw().data(), key).contains('\n');
    if (ownLine && inner.startsWith(outer) && inner.size() > outer.size())
        m_unit = inner.sliced(outer.size());
}

QByteArray SettingsStyle::indentAt(const char *place) const
{
    const char *line = place;
    while (line != m_text.begin() && line[-1] != '\n')
        --line;
    const char *end = line;
    while (end != place && isIndent(*end))
        ++end;
    return QByteArrayView(line, end).toByteArray();
}

QByteArray SettingsStyle::bracketed(const QList<QByteArray> &parts, const char *brackets, const QByteArray &indent,
                                    bool isInline) const
{
    QByteArray result(1, brackets[0]);
    const QByteArray before = m_lineBreak + indent + m_unit;
    for (qsizetype at = 0; at < parts.size(); ++at) {
        if (at > 0)
            result += isInline ? ", " : ",";
        if (!isInline)
            result += before;
        result += parts[at];
    }
    if (!isInline)
        result += m_lineBreak + indent;
    return result + brackets[1];
}

QByteArray SettingsStyle::member(const QString &key, const QJsonValue &value, const QByteArray &indent,
                                 bool isInline) const
{
    return scalar(key) + ": " + written(value, indent, isInline);
}

QByteArray SettingsStyle::written(const QJsonValue &value, const QByteArray &indent, bool isInline) const
{
    QList<QByteArray> parts;
    if (value.isObject()) {
        const QJsonObject object = value.toObject();
        const QStringList keys = inOrder(object);
        for (const QString &key : keys)
            parts.append(member(key, object.value(key), indent + m_unit, isInline));
        return bracketed(parts, "{}", indent, isInline || parts.isEmpty());
    }
    if (!value.isArray())
        return scalar(value);
    const QJsonArray array = value.toArray();
    const bool allPlain = std::all_of(array.begin(), array.end(), isScalar);
    for (const QJsonValue &element : array)
        parts.append(written(element, indent + m_unit, isInline));
    const QByteArray oneLine = bracketed(parts, "[]", indent, true);
    if (isInline || parts.isEmpty() || (allPlain && indent.size() + oneLine.size() <= longestLine))
        return oneLine;
    return bracketed(parts, "[]", indent, false);
}

} // namespace Signalbox
