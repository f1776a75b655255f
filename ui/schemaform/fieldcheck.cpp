// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/schemaform/fieldcheck.h"

#include <QDate>
#include <QDateTime>
#include <QJsonArray>
#include <QJsonDocument>
#include <QLocale>
#include <QRegularExpression>
#include <QUrl>

#include <cmath>

namespace Signalbox {

namespace {

constexpr qsizetype longestMatched = 2'000;
constexpr double exactWhole = 9'007'199'254'740'992.0; // integers up to here are what they are in every JSON

QString shownNumber(double value)
{
    return QLocale::c().toString(value, 'g', 15);
}

/**
 * Patterns come from servers: the limit ends one that tries every way through a text. What could not be decided is
 * left to the server.
 */
bool isMatch(const QString &pattern, const QString &text)
{
    if (text.size() > longestMatched || pattern.startsWith(QLatin1String("(*")))
        return true;
    const QRegularExpression expression(QStringLiteral("(*LIMIT_MATCH=20000)(*LIMIT_DEPTH=2000)(*NO_JIT)") + pattern,
                                        QRegularExpression::UseUnicodePropertiesOption);
    if (!expression.isValid())
        return true;
    const QRegularExpressionMatch match = expression.match(text);
    return match.hasMatch() || !match.isValid();
}

QJsonValue wholeOrNot(double value, const QString &written)
{
    bool isWhole = false;
    const qint64 whole = written.toLongLong(&isWhole);
    return isWhole ? QJsonValue(whole) : QJsonValue(value);
}

} // namespace

Result<QJsonValue> FieldCheck::parse(const SchemaField &field, const QString &typed)
{
    if (typed.size() > longestText)
        return Reason{tr("Expected at most %1 characters.").arg(longestText)};
    switch (field.kind) {
    case SchemaField::Kind::Integer:
    case SchemaField::Kind::Number:
        return parseNumber(field, typed);
    case SchemaField::Kind::List:
        return parseList(field, typed);
    case SchemaField::Kind::Json:
        return parseJson(typed);
    default:
        return parseText(field, typed);
    }
}

Result<QJsonValue> FieldCheck::parseText(const SchemaField &field, const QString &text)
{
    const qsizetype length = text.toUcs4().size();
    if (length < field.leastLength)
        return Reason{tr("Expected at least this many characters: %1.").arg(field.leastLength)};
    if (field.mostLength >= 0 && length > field.mostLength)
        return Reason{tr("Expected at most this many characters: %1.").arg(field.mostLength)};
    if (const QString fault = formatFault(field.format, text); !fault.isEmpty())
        return Reason{fault};
    if (!field.pattern.isEmpty() && !isMatch(field.pattern, text))
        return Reason{tr("Expected a text of the form %1.").arg(field.pattern.left(100))};
    return QJsonValue(text);
}

QString FieldCheck::formatFault(const QString &format, const QString &text)
{
    if (format == QLatin1String("email")) {
        static const QRegularExpression address(QStringLiteral("^[^\\s@]{1,64}@[^\\s@]{1,255}$"));
        return address.match(text.left(400)).hasMatch() ? QString() : tr("Expected an e-mail address, such as ada@example.org.");
    }
    if (format == QLatin1String("uri")) {
        const QUrl url(text, QUrl::StrictMode);
        return url.isValid() && !url.scheme().isEmpty() ? QString() : tr("Expected an address, such as https://example.org.");
    }
    if (format == QLatin1String("date"))
        return QDate::fromString(text, QStringLiteral("yyyy-MM-dd")).isValid() ? QString() : tr("Expected a date, such as 1969-07-20.");
    if (format == QLatin1String("date-time")) {
        static const QRegularExpression zone(QStringLiteral("[Tt ][0-9:.]+([Zz]|[+-][0-9]{2}:?[0-9]{2})$"));
        const bool good = QDateTime::fromString(text, Qt::ISODateWithMs).isValid() && zone.match(text.left(100)).hasMatch();
        return good ? QString() : tr("Expected a date, a time and its zone, such as 1969-07-20T14:00:00Z.");
    }
    return {};
}

Result<QJsonValue> FieldCheck::parseNumber(const SchemaField &field, const QString &typed)
{
    const QString written = typed.trimmed();
    bool isNumber = false;
    const double value = QLocale::c().toDouble(written, &isNumber);
    const bool isWhole = field.kind == SchemaField::Kind::Integer;
    if (!isNumber || !std::isfinite(value))
        return Reason{isWhole ? tr("Expected a whole number.") : tr("Expected a number, such as 2.5.")};
    if (isWhole && (value != std::floor(value) || std::abs(value) > exactWhole))
        return Reason{tr("Expected a whole number.")};
    if (field.least && (field.excludesLeast ? value <= *field.least : value < *field.least))
        return Reason{(field.excludesLeast ? tr("Expected more than %1.") : tr("Expected at least %1.")).arg(shownNumber(*field.least))};
    if (field.most && (field.excludesMost ? value >= *field.most : value > *field.most))
        return Reason{(field.excludesMost ? tr("Expected less than %1.") : tr("Expected at most %1.")).arg(shownNumber(*field.most))};
    if (field.step) {
        const double steps = value / *field.step;
        if (std::abs(steps - std::round(steps)) > 1e-9 * qMax(1.0, std::abs(steps)))
            return Reason{tr("Expected a multiple of %1.").arg(shownNumber(*field.step))};
    }
    return wholeOrNot(value, written);
}

Result<QJsonValue> FieldCheck::parseList(const SchemaField &field, const QString &typed)
{
    constexpr qsizetype mostElements = 1'000;
    QJsonArray list;
    const QStringList lines = typed.split(QLatin1Char('\n'));
    for (const QString &line : lines) {
        if (line.trimmed().isEmpty())
            continue;
        if (list.size() >= mostElements)
            return Reason{tr("Expected at most %1 lines.").arg(mostElements)};
        const Result<QJsonValue> element = parse(field.items.first(), line.trimmed());
        if (!element)
            return Reason{tr("Line %1: %2").arg(list.size() + 1).arg(element.error().sentence)};
        list.append(*element);
    }
    return checkCount(field, list);
}

Result<QJsonValue> FieldCheck::checkCount(const SchemaField &field, const QJsonArray &chosen)
{
    if (chosen.size() < field.leastLength)
        return Reason{tr("Expected at least %1.").arg(field.leastLength)};
    if (field.mostLength >= 0 && chosen.size() > field.mostLength)
        return Reason{tr("Expected at most %1.").arg(field.mostLength)};
    return QJsonValue(chosen);
}

Result<QJsonValue> FieldCheck::parseJson(const QString &typed)
{
    // A document is an object or a list; a value is neither.
    QJsonParseError fault;
    const QJsonDocument document = QJsonDocument::fromJson('[' + typed.toUtf8() + ']', &fault);
    if (fault.error != QJsonParseError::NoError)
        return Reason{tr("Expected JSON: %1 at character %2.").arg(fault.errorString()).arg(qMax(1, fault.offset))};
    if (document.array().size() != 1)
        return Reason{tr("Expected one JSON value, such as {\"key\": 1} or \"text\".")};
    return document.array().first();
}

QString FieldCheck::typed(const SchemaField &field, const QJsonValue &value)
{
    if (value.isUndefined())
        return {};
    if (field.kind == SchemaField::Kind::List && value.isArray()) {
        QStringList lines;
        for (const QJsonValue &element : value.toArray())
            lines.append(typed(field.items.first(), element));
        return lines.join(QLatin1Char('\n'));
    }
    if (value.isString() && field.kind != SchemaField::Kind::Json)
        return value.toString();
    if (value.isObject())
        return QString::fromUtf8(QJsonDocument(value.toObject()).toJson());
    const QByteArray list = QJsonDocument(QJsonArray{value}).toJson(QJsonDocument::Compact);
    return QString::fromUtf8(list.sliced(1, list.size() - 2));
}

} // namespace Signalbox
