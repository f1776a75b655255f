// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/plugin/toolschema.h"

#include <QStringList>

#include <algorithm>
#include <array>
#include <optional>

namespace Signalbox {

namespace {

using Complaint = std::optional<QString>;

Complaint check(JsonView schema, JsonView value, const QString &path);

/** A value for a sentence: never more than a line of it. */
QString shown(JsonView value)
{
    constexpr qsizetype most = 60;
    const QByteArrayView raw = value.raw();
    if (raw.size() <= most)
        return QString::fromUtf8(raw);
    return QString::fromUtf8(raw.first(most)) + QStringLiteral("…");
}

QString expected(const QString &path, const QString &what, JsonView value)
{
    return QStringLiteral("%1: expected %2, got %3").arg(path, what, shown(value));
}

bool isOfType(JsonView value, JsonView type)
{
    using Type = JsonView::Type;
    static constexpr std::array<std::pair<QByteArrayView, Type>, 6> plain{{{"string", Type::String},
                                                                           {"number", Type::Number},
                                                                           {"boolean", Type::Bool},
                                                                           {"object", Type::Object},
                                                                           {"array", Type::Array},
                                                                           {"null", Type::Null}}};
    // Stricter than the language, where 1.0 is an integer too: a handler reads what the check has seen.
    if (type.equals("integer"))
        return value.type() == Type::Number && value.integer().has_value();
    return std::any_of(plain.begin(), plain.end(),
                       [&](const auto &row) { return type.equals(row.first) && value.type() == row.second; });
}

Complaint checkType(JsonView wanted, JsonView, JsonView value, const QString &path)
{
    if (wanted.isString())
        return isOfType(value, wanted) ? Complaint() : expected(path, QString::fromUtf8(wanted.string()), value);
    QStringList words;
    for (const JsonView type : wanted) {
        if (isOfType(value, type))
            return {};
        words.append(QString::fromUtf8(type.string()));
    }
    return expected(path, words.join(QStringLiteral(" or ")), value);
}

bool isSame(JsonView a, JsonView b)
{
    if (a.isString() && b.isString())
        return a.string() == b.string();
    return a.raw() == b.raw();
}

Complaint checkEnum(JsonView choices, JsonView, JsonView value, const QString &path)
{
    QStringList words;
    for (const JsonView choice : choices) {
        if (isSame(choice, value))
            return {};
        words.append(shown(choice));
    }
    return expected(path, QStringLiteral("one of ") + words.join(QStringLiteral(", ")), value);
}

qint64 characters(JsonView value)
{
    const QByteArray text = value.string();
    return std::count_if(text.begin(), text.end(), [](char c) { return (c & 0xc0) != 0x80; });
}

Complaint checkMinLength(JsonView least, JsonView, JsonView value, const QString &path)
{
    const qint64 bound = least.integer().value_or(0);
    if (!value.isString() || characters(value) >= bound)
        return {};
    return expected(path, QStringLiteral("at least %1 character(s)").arg(bound), value);
}

Complaint checkMaxLength(JsonView most, JsonView, JsonView value, const QString &path)
{
    const qint64 bound = most.integer().value_or(0);
    if (!value.isString() || characters(value) <= bound)
        return {};
    return QStringLiteral("%1: expected at most %2 characters, got %3").arg(path).arg(bound).arg(characters(value));
}

Complaint checkMinimum(JsonView least, JsonView, JsonView value, const QString &path)
{
    if (value.type() != JsonView::Type::Number || value.number().value_or(0) >= least.number().value_or(0))
        return {};
    return expected(path, QStringLiteral("%1 or more").arg(shown(least)), value);
}

Complaint checkMaximum(JsonView most, JsonView, JsonView value, const QString &path)
{
    if (value.type() != JsonView::Type::Number || value.number().value_or(0) <= most.number().value_or(0))
        return {};
    return expected(path, QStringLiteral("%1 or less").arg(shown(most)), value);
}

Complaint checkRequired(JsonView names, JsonView, JsonView value, const QString &path)
{
    if (!value.isObject())
        return {};
    for (const JsonView name : names) {
        if (!value[name.string()].exists())
            return QStringLiteral("%1.%2: missing").arg(path, QString::fromUtf8(name.string()));
    }
    return {};
}

Complaint checkProperties(JsonView properties, JsonView schema, JsonView value, const QString &path)
{
    if (!value.isObject())
        return {};
    const bool closed = schema["additionalProperties"].boolean() == false;
    for (auto it = value.begin(); it != value.end(); ++it) {
        const QString name = path + QLatin1Char('.') + QString::fromUtf8(it.key().string().left(60));
        const JsonView property = properties[it.key().string()];
        if (!property.exists() && closed)
            return QStringLiteral("%1: there is no such argument").arg(name);
        if (Complaint complaint = check(property, it.value(), name))
            return complaint;
    }
    return {};
}

Complaint checkAdditional(JsonView allowed, JsonView schema, JsonView value, const QString &path)
{
    // With "properties" the walk over the members has looked at this word already.
    if (allowed.boolean() != false || schema["properties"].exists() || !value.isObject() || value.count() == 0)
        return {};
    return expected(path, QStringLiteral("no arguments"), value);
}

Complaint checkItems(JsonView schemaOfItems, JsonView, JsonView value, const QString &path)
{
    if (!value.isArray())
        return {};
    int index = 0;
    for (const JsonView item : value) {
        if (Complaint complaint = check(schemaOfItems, item, QStringLiteral("%1[%2]").arg(path).arg(index++)))
            return complaint;
    }
    return {};
}

struct Rule
{
    QByteArrayView word;
    Complaint (*check)(JsonView rule, JsonView schema, JsonView value, const QString &path);
};

constexpr std::array<Rule, 10> rules{{{"type", checkType},
                                      {"enum", checkEnum},
                                      {"minLength", checkMinLength},
                                      {"maxLength", checkMaxLength},
                                      {"minimum", checkMinimum},
                                      {"maximum", checkMaximum},
                                      {"required", checkRequired},
                                      {"properties", checkProperties},
                                      {"additionalProperties", checkAdditional},
                                      {"items", checkItems}}};

Complaint check(JsonView schema, JsonView value, const QString &path)
{
    for (const Rule &rule : rules) {
        const JsonView word = schema[rule.word];
        if (!word.exists())
            continue;
        if (Complaint complaint = rule.check(word, schema, value, path))
            return complaint;
    }
    return {};
}

} // namespace

Result<ToolSchema> ToolSchema::read(const QByteArray &raw)
{
    const JsonView view = JsonView::parse(raw);
    if (!view.isObject() || !view["type"].equals("object"))
        return Reason{QStringLiteral("inputSchema: expected a JSON object with \"type\": \"object\"")};
    ToolSchema schema;
    schema.m_raw = view.raw().toByteArray();
    return schema;
}

Result<void> ToolSchema::check(JsonView arguments) const
{
    const Complaint complaint = Signalbox::check(JsonView(m_raw), arguments, QStringLiteral("arguments"));
    if (complaint)
        return Reason{*complaint};
    return {};
}

} // namespace Signalbox
