// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/schemaform/schemafield.h"

#include "ui/words.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QLocale>

#include <algorithm>

namespace Signalbox {

namespace {

constexpr qsizetype longestTitle = 100;
constexpr qsizetype longestDescription = 1'000;
constexpr qsizetype longestPattern = 500;
constexpr qsizetype longestName = 500;
constexpr qsizetype longestPreset = 20'000;

QString key(const char *name)
{
    return QLatin1StringView(name);
}

/** Text from outside that may have several lines. */
QString paragraphs(const QString &text)
{
    QStringList lines;
    for (const QString &line : text.left(longestDescription).split(QLatin1Char('\n')))
        lines.append(Words::tame(line, longestDescription));
    return lines.join(QLatin1Char('\n')).trimmed();
}

QString shown(const QJsonValue &value)
{
    if (value.isString())
        return Words::tame(value.toString(), longestTitle);
    const QByteArray list = QJsonDocument(QJsonArray{value}).toJson(QJsonDocument::Compact);
    return Words::tame(QString::fromUtf8(list.sliced(1, list.size() - 2)), longestTitle);
}

bool isSimple(const QJsonValue &value)
{
    return !value.isObject() && !value.isArray() && !value.isUndefined();
}

/** The one type that is not null; empty if there is none or a choice of several. */
QString typeOf(const QJsonObject &schema)
{
    const QJsonValue type = schema.value(key("type"));
    if (type.isString())
        return type.toString();
    QStringList real;
    for (const QJsonValue &one : type.toArray()) {
        if (one.toString() != key("null"))
            real.append(one.toString());
    }
    return real.size() == 1 ? real.first() : QString();
}

/** Untitled, titled by enumNames, or titled by const and title; empty if it is none of these. */
QList<SchemaField::Option> choicesOf(const QJsonObject &schema)
{
    QList<SchemaField::Option> choices;
    const QJsonArray values = schema.value(key("enum")).toArray();
    const QJsonArray names = schema.value(key("enumNames")).toArray();
    if (values.size() > SchemaReader::mostChoices)
        return {};
    for (qsizetype i = 0; i < values.size(); ++i) {
        if (!isSimple(values.at(i)))
            return {};
        choices.append({values.at(i), shown(names.size() == values.size() ? names.at(i) : values.at(i))});
    }
    const QJsonArray titled = schema.value(schema.contains(key("oneOf")) ? key("oneOf") : key("anyOf")).toArray();
    if (!choices.isEmpty() || titled.size() > SchemaReader::mostChoices)
        return choices;
    for (const QJsonValue &one : titled) {
        const QJsonObject option = one.toObject();
        const QJsonValue value = option.value(key("const"));
        if (!isSimple(value))
            return {};
        choices.append({value, shown(option.contains(key("title")) ? option.value(key("title")) : value)});
    }
    return choices;
}

class Reading
{
public:
    SchemaField read(const QString &name, const QJsonObject &schema, int depth);

private:
    void readKind(SchemaField &field, const QJsonObject &schema, int depth);
    void readText(SchemaField &field, const QJsonObject &schema);
    void readNumber(SchemaField &field, const QJsonObject &schema);
    void readList(SchemaField &field, const QJsonObject &schema, int depth);
    void readObject(SchemaField &field, const QJsonObject &schema, int depth);

    int m_fields = 0;
};

SchemaField Reading::read(const QString &name, const QJsonObject &schema, int depth)
{
    ++m_fields;
    SchemaField field;
    field.name = name;
    const QString title = schema.value(key("title")).toString();
    field.title = Words::tame(title.trimmed().isEmpty() ? name : title, longestTitle);
    field.description = paragraphs(schema.value(key("description")).toString());
    const QJsonValue preset = schema.value(key("default"));
    if (!preset.isString() || preset.toString().size() <= longestPreset)
        field.preset = preset;
    readKind(field, schema, depth);
    return field;
}

void Reading::readKind(SchemaField &field, const QJsonObject &schema, int depth)
{
    using Kind = SchemaField::Kind;
    const QString type = typeOf(schema);
    if (schema.contains(key("const")) && isSimple(schema.value(key("const")))) {
        field.kind = Kind::Choice;
        field.choices = {{schema.value(key("const")), shown(schema.value(key("const")))}};
        return;
    }
    if (type != key("array") && type != key("object")) {
        field.choices = choicesOf(schema);
        if (!field.choices.isEmpty()) {
            field.kind = Kind::Choice;
            return;
        }
    }
    // What these say together cannot be asked field by field.
    for (const char *word : {"$ref", "oneOf", "anyOf", "allOf", "not", "if"}) {
        if (schema.contains(key(word)))
            return;
    }
    if (type == key("string"))
        readText(field, schema);
    else if (type == key("integer") || type == key("number"))
        readNumber(field, schema);
    else if (type == key("boolean"))
        field.kind = Kind::Boolean;
    else if (type == key("array"))
        readList(field, schema, depth);
    else if (type == key("object"))
        readObject(field, schema, depth);
}

void readLengths(SchemaField &field, const QJsonObject &schema, const char *least, const char *most)
{
    field.leastLength = qMax(qint64(0), qint64(qBound(0.0, schema.value(key(least)).toDouble(), 1e9)));
    const QJsonValue limit = schema.value(key(most));
    field.mostLength = limit.isDouble() ? qint64(qBound(0.0, limit.toDouble(), 1e9)) : -1;
}

void Reading::readText(SchemaField &field, const QJsonObject &schema)
{
    field.kind = SchemaField::Kind::Text;
    readLengths(field, schema, "minLength", "maxLength");
    field.format = Words::tame(schema.value(key("format")).toString(), 40);
    const QString pattern = schema.value(key("pattern")).toString();
    if (pattern.size() <= longestPattern)
        field.pattern = pattern;
}

void Reading::readNumber(SchemaField &field, const QJsonObject &schema)
{
    field.kind = typeOf(schema) == key("integer") ? SchemaField::Kind::Integer : SchemaField::Kind::Number;
    const auto bound = [&](const char *word) -> std::optional<double> {
        const QJsonValue value = schema.value(key(word));
        return value.isDouble() ? std::optional(value.toDouble()) : std::nullopt;
    };
    field.least = bound("minimum");
    field.most = bound("maximum");
    if (const auto least = bound("exclusiveMinimum"); least && (!field.least || *least >= *field.least)) {
        field.least = least;
        field.excludesLeast = true;
    }
    if (const auto most = bound("exclusiveMaximum"); most && (!field.most || *most <= *field.most)) {
        field.most = most;
        field.excludesMost = true;
    }
    field.step = bound("multipleOf");
    if (field.step && *field.step <= 0)
        field.step.reset();
}

void Reading::readList(SchemaField &field, const QJsonObject &schema, int depth)
{
    using Kind = SchemaField::Kind;
    if (depth > SchemaReader::deepest || !schema.value(key("items")).isObject() || schema.contains(key("prefixItems")))
        return;
    const SchemaField item = read(QString(), schema.value(key("items")).toObject(), depth + 1);
    readLengths(field, schema, "minItems", "maxItems");
    if (item.kind == Kind::Choice) {
        field.kind = Kind::Choices;
        field.choices = item.choices;
        return;
    }
    // Texts with line breaks, and lists in lists, are no lines of a list.
    if (item.kind != Kind::Text && item.kind != Kind::Integer && item.kind != Kind::Number)
        return;
    field.kind = Kind::List;
    field.items = {item};
}

void Reading::readObject(SchemaField &field, const QJsonObject &schema, int depth)
{
    const QJsonObject members = schema.value(key("properties")).toObject();
    const bool isOpen = members.isEmpty() && depth > 0;
    if (depth > SchemaReader::deepest || isOpen || m_fields + members.size() > SchemaReader::mostFields)
        return;
    field.kind = SchemaField::Kind::Object;
    const QJsonArray required = schema.value(key("required")).toArray();
    for (auto member = members.begin(); member != members.end(); ++member) {
        // A key that a person cannot be shown cannot be filled in.
        if (member.key().size() > longestName)
            continue;
        SchemaField made = read(member.key(), member.value().toObject(), depth + 1);
        made.isRequired = required.contains(member.key());
        field.items.append(std::move(made));
    }
    // What has to be there comes first; else in the order of the keys, which is all that is known of it.
    std::stable_partition(field.items.begin(), field.items.end(), [](const SchemaField &item) { return item.isRequired; });
}

QString number(double value)
{
    return QLocale::c().toString(value, 'g', 15);
}

} // namespace

SchemaField SchemaReader::read(const QJsonObject &schema)
{
    QJsonObject top = schema;
    if (!top.contains(key("type")) && (top.contains(key("properties")) || top.isEmpty()))
        top.insert(key("type"), key("object"));
    return Reading().read(QString(), top, 0);
}

QString SchemaReader::describe(const SchemaField &field)
{
    using Kind = SchemaField::Kind;
    switch (field.kind) {
    case Kind::Text:
        return field.format.isEmpty() ? tr("text") : tr("text (%1)").arg(field.format);
    case Kind::Integer:
    case Kind::Number: {
        const QString kind = field.kind == Kind::Integer ? tr("whole number") : tr("number");
        if (field.least && field.most)
            return tr("%1, %2 to %3").arg(kind, number(*field.least), number(*field.most));
        if (field.least)
            return tr("%1, at least %2").arg(kind, number(*field.least));
        return field.most ? tr("%1, at most %2").arg(kind, number(*field.most)) : kind;
    }
    case Kind::Boolean:
        return tr("yes or no");
    case Kind::Choice:
    case Kind::Choices: {
        QStringList titles;
        for (qsizetype i = 0; i < qMin<qsizetype>(field.choices.size(), 8); ++i)
            titles.append(field.choices.at(i).title);
        if (field.choices.size() > titles.size())
            titles.append(QStringLiteral("…"));
        const QString list = titles.join(QStringLiteral(", "));
        return field.kind == Kind::Choice ? tr("one of: %1").arg(list) : tr("some of: %1").arg(list);
    }
    case Kind::List:
        return tr("list of %1").arg(describe(field.items.first()));
    case Kind::Object:
        return tr("object");
    case Kind::Json:
        break;
    }
    return tr("JSON");
}

} // namespace Signalbox
