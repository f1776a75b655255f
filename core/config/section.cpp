// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/config/section.h"

#include "core/config/nearest.h"
#include "core/config/quantity.h"

#include <QJsonArray>

#include <algorithm>

namespace Signalbox {

QString spoken(const QJsonValue &value)
{
    constexpr qsizetype longest = 60;
    switch (value.type()) {
    case QJsonValue::Undefined:
        return QStringLiteral("nothing");
    case QJsonValue::Null:
        return QStringLiteral("null");
    case QJsonValue::Bool:
        return value.toBool() ? QStringLiteral("true") : QStringLiteral("false");
    case QJsonValue::Double:
        return QString::number(value.toDouble(), 'g', 15);
    case QJsonValue::Array:
        return QStringLiteral("a list");
    case QJsonValue::Object:
        return QStringLiteral("an object");
    case QJsonValue::String:
        break;
    }
    const QString text = value.toString();
    return text.size() > longest ? QStringLiteral("\"%1…\"").arg(text.first(longest))
                                 : QStringLiteral("\"%1\"").arg(text);
}

Section::Section(QJsonObject object, QString file, QString path, QList<ConfigProblem> *problems)
    : m_object(std::move(object))
    , m_file(std::move(file))
    , m_path(std::move(path))
    , m_problems(problems)
{
}

QString Section::pathOf(const QString &key) const
{
    if (m_path.isEmpty() || key.isEmpty() || key.startsWith(u'['))
        return m_path + key;
    return m_path + u'.' + key;
}

std::optional<QString> Section::text(const QString &key)
{
    if (value(key).isString())
        return value(key).toString();
    if (has(key))
        expected(key, QStringLiteral("text"));
    return std::nullopt;
}

std::optional<bool> Section::boolean(const QString &key)
{
    if (value(key).isBool())
        return value(key).toBool();
    if (has(key))
        expected(key, QStringLiteral("true or false"));
    return std::nullopt;
}

std::optional<qint64> Section::number(const QString &key, qint64 least, qint64 most)
{
    const std::optional<qint64> number = countFrom(value(key));
    if (number && *number >= least && *number <= most)
        return number;
    if (has(key))
        expected(key, QStringLiteral("%1 to %2").arg(least).arg(most));
    return std::nullopt;
}

std::optional<QStringList> Section::texts(const QString &key)
{
    if (!has(key))
        return std::nullopt;
    if (!value(key).isArray()) {
        expected(key, QStringLiteral("a list of text"));
        return std::nullopt;
    }
    QStringList result;
    const QJsonArray array = value(key).toArray();
    for (qsizetype i = 0; i < array.size(); ++i) {
        if (array[i].isString()) {
            result.append(array[i].toString());
            continue;
        }
        complain(QStringLiteral("%1[%2]").arg(key).arg(i),
                 QStringLiteral("expected text, got %1").arg(spoken(array[i])));
    }
    return result;
}

std::optional<Section> Section::section(const QString &key)
{
    if (value(key).isObject())
        return Section(value(key).toObject(), m_file, pathOf(key), m_problems);
    if (has(key))
        expected(key, QStringLiteral("an object"));
    return std::nullopt;
}

std::optional<Section> Section::element(const QString &key, qsizetype index)
{
    const QString step = QStringLiteral("%1[%2]").arg(key).arg(index);
    const QJsonValue element = value(key).toArray().at(index);
    if (element.isObject())
        return Section(element.toObject(), m_file, pathOf(step), m_problems);
    complain(step, QStringLiteral("expected an object, got %1").arg(spoken(element)));
    return std::nullopt;
}

void Section::refuseUnknown(std::span<const char *const> known)
{
    for (auto it = m_object.begin(); it != m_object.end(); ++it) {
        const auto is = [&](const char *name) { return it.key() == QLatin1StringView(name); };
        if (std::ranges::any_of(known, is))
            continue;
        const QString near = nearest(it.key(), known);
        complain(it.key(),
                 near.isEmpty() ? QStringLiteral("unknown key, not used")
                                : QStringLiteral("unknown key, not used; did you mean \"%1\"?").arg(near));
    }
}

void Section::expected(const QString &key, const QString &what)
{
    complain(key, QStringLiteral("expected %1, got %2").arg(what, spoken(value(key))));
}

void Section::complain(const QString &key, const QString &sentence)
{
    m_problems->append({m_file, pathOf(key), sentence});
}

} // namespace Signalbox
