// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/plaintext.h"

#include <QJsonDocument>
#include <QStringList>

#include <algorithm>
#include <utility>

namespace Signalbox::PlainText {

namespace {

bool isHarmful(char32_t character)
{
    const QChar::Category category = QChar::category(character);
    return category == QChar::Other_Control || category == QChar::Other_Format || category == QChar::Other_Surrogate
        || category == QChar::Separator_Line || category == QChar::Separator_Paragraph;
}

/** Those that terminals draw over two columns: East Asian scripts and pictures. */
bool isWide(char32_t character)
{
    static constexpr std::pair<char32_t, char32_t> ranges[] = {
        {0x1100, 0x115f}, {0x2e80, 0xa4cf}, {0xac00, 0xd7a3}, {0xf900, 0xfaff},   {0xfe30, 0xfe6f},
        {0xff00, 0xff60}, {0xffe0, 0xffe6}, {0x1f300, 0x1faff}, {0x20000, 0x3fffd}};
    return std::ranges::any_of(ranges, [character](const auto &range) { return character >= range.first && character <= range.second; });
}

int columnsOf(char32_t character)
{
    const QChar::Category category = QChar::category(character);
    if (category == QChar::Mark_NonSpacing || category == QChar::Mark_Enclosing)
        return 0;
    return isWide(character) ? 2 : 1;
}

} // namespace

QString tame(const QString &text, qsizetype limit)
{
    QString tamed;
    for (const char32_t character : text.toUcs4()) {
        if (tamed.size() >= limit)
            return tamed + QChar(0x2026);
        if (QChar::isSpace(character) || QChar::category(character) == QChar::Other_Control)
            tamed += u' ';
        else if (!isHarmful(character))
            tamed += QString::fromUcs4(&character, 1);
    }
    return tamed.simplified();
}

int columns(const QString &text)
{
    int sum = 0;
    for (const char32_t character : text.toUcs4())
        sum += columnsOf(character);
    return sum;
}

QString cut(const QString &text, int columns)
{
    if (PlainText::columns(text) <= columns)
        return text;
    QString kept;
    int room = columns - 1;
    for (const char32_t character : text.toUcs4()) {
        room -= columnsOf(character);
        if (room < 0)
            break;
        kept += QString::fromUcs4(&character, 1);
    }
    return kept + QChar(0x2026);
}

QString wrapped(const QString &text, int columns, int indent)
{
    const QString margin(indent, u' ');
    if (columns <= indent)
        return margin + text;
    QStringList lines;
    QString line = margin;
    int used = indent;
    for (const QString &word : text.split(u' ', Qt::SkipEmptyParts)) {
        const int width = PlainText::columns(word);
        if (used > indent && used + 1 + width > columns) {
            lines.append(line);
            line = margin;
            used = indent;
        }
        if (used > indent) {
            line += u' ';
            ++used;
        }
        line += word;
        used += width;
    }
    lines.append(line);
    return lines.join(u'\n');
}

QString count(qint64 number)
{
    QString text = QString::number(number);
    const qsizetype first = number < 0 ? 1 : 0;
    for (qsizetype at = text.size() - 3; at > first; at -= 3)
        text.insert(at, u',');
    return text;
}

QString known(qint64 number)
{
    return number < 0 ? QStringLiteral("-") : count(number);
}

QString bytes(qint64 number)
{
    static constexpr const char *units[] = {"B", "KiB", "MiB", "GiB", "TiB"};
    auto value = double(number);
    size_t unit = 0;
    while (value >= 1024 && unit + 1 < std::size(units)) {
        value /= 1024;
        ++unit;
    }
    return QStringLiteral("%1 %2").arg(value, 0, 'f', unit == 0 || value >= 100 ? 0 : 1).arg(QLatin1StringView(units[unit]));
}

QString milliseconds(double number)
{
    if (number < 10)
        return QStringLiteral("%1 ms").arg(number, 0, 'f', 1);
    if (number < 10'000)
        return QStringLiteral("%1 ms").arg(number, 0, 'f', 0);
    return QStringLiteral("%1 s").arg(number / 1000, 0, 'f', 1);
}

QString age(const QString &iso, const QDateTime &now)
{
    const QDateTime then = QDateTime::fromString(iso, Qt::ISODateWithMs);
    if (!then.isValid())
        return QStringLiteral("-");
    const qint64 seconds = std::max<qint64>(0, then.secsTo(now));
    if (seconds < 60)
        return QStringLiteral("%1 s").arg(seconds);
    if (seconds < 3600)
        return QStringLiteral("%1 min").arg(seconds / 60);
    if (seconds < 2 * 86'400)
        return QStringLiteral("%1 h").arg(seconds / 3600);
    return QStringLiteral("%1 d").arg(seconds / 86'400);
}

QString moment(const QString &iso, const QDateTime &now)
{
    const QDateTime then = QDateTime::fromString(iso, Qt::ISODateWithMs).toLocalTime();
    const bool isToday = then.date() == now.toLocalTime().date();
    return then.toString(isToday ? QStringLiteral("HH:mm:ss") : QStringLiteral("yyyy-MM-dd HH:mm:ss"));
}

QString state(const QString &word)
{
    static constexpr std::pair<const char *, const char *> words[] = {{"found", "sleeping"}, {"backing off", "waiting"}};
    for (const auto &[name, said] : words) {
        if (word == QLatin1StringView(name))
            return QLatin1StringView(said);
    }
    return tame(word);
}

QString escaped(const QString &json)
{
    QString text;
    // Such characters stand in strings only.
    for (const char32_t character : json.toUcs4()) {
        if (character < 0x7f || !isHarmful(character)) {
            text += QString::fromUcs4(&character, 1);
            continue;
        }
        for (const QChar unit : QString::fromUcs4(&character, 1))
            text += QStringLiteral("\\u%1").arg(unit.unicode(), 4, 16, QLatin1Char('0'));
    }
    return text;
}

QString json(const QJsonObject &object, bool isOneLine)
{
    const auto format = isOneLine ? QJsonDocument::Compact : QJsonDocument::Indented;
    const QString text = escaped(QString::fromUtf8(QJsonDocument(object).toJson(format)));
    return isOneLine ? text + u'\n' : text;
}

} // namespace Signalbox::PlainText
