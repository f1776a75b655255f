// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/config/expansion.h"

#include <QJsonArray>
#include <QJsonObject>
#include <QRegularExpression>

namespace Signalbox {

namespace {

Result<QString> expandedText(const QString &text, const QProcessEnvironment &environment)
{
    static const QRegularExpression placeholder(
        QStringLiteral("\\$\\{(?:input:([^}]+)|(?:env:)?([A-Za-z_][A-Za-z0-9_]*)(:-([^}]*))?)\\}"));
    QString result;
    qsizetype done = 0;
    for (auto it = placeholder.globalMatch(text); it.hasNext();) {
        const QRegularExpressionMatch match = it.next();
        if (match.hasCaptured(1))
            return Reason{
                QStringLiteral("${input:%1} would ask a person, which cannot be done here; use an environment "
                               "variable, ${NAME}")
                    .arg(match.captured(1))};
        const QString name = match.captured(2);
        QString value = environment.value(name);
        const bool hasDefault = match.hasCaptured(3);
        if (!hasDefault && !environment.contains(name))
            return Reason{QStringLiteral("the environment variable %1 is not set; set it before the start, or write "
                                         "${%1:-default}")
                              .arg(name)};
        if (hasDefault && value.isEmpty())
            value = match.captured(4);
        result += QStringView(text).sliced(done, match.capturedStart() - done);
        result += value;
        done = match.capturedEnd();
    }
    return result + text.sliced(done);
}

QString joined(const QString &step, const QString &rest)
{
    if (rest.isEmpty() || rest.startsWith(u'['))
        return step + rest;
    return step + u'.' + rest;
}

Result<QJsonValue, ExpansionFault> expandedArray(const QJsonArray &array, const QProcessEnvironment &environment)
{
    QJsonArray result;
    for (qsizetype i = 0; i < array.size(); ++i) {
        const auto element = expanded(array[i], environment);
        if (!element)
            return ExpansionFault{joined(QStringLiteral("[%1]").arg(i), element.error().path),
                                  element.error().sentence};
        result.append(*element);
    }
    return QJsonValue(result);
}

Result<QJsonValue, ExpansionFault> expandedObject(const QJsonObject &object, const QProcessEnvironment &environment)
{
    QJsonObject result;
    for (auto it = object.begin(); it != object.end(); ++it) {
        const auto member = expanded(it.value(), environment);
        if (!member)
            return ExpansionFault{joined(it.key(), member.error().path), member.error().sentence};
        result.insert(it.key(), *member);
    }
    return QJsonValue(result);
}

} // namespace

Result<QJsonValue, ExpansionFault> expanded(const QJsonValue &value, const QProcessEnvironment &environment)
{
    if (value.isObject())
        return expandedObject(value.toObject(), environment);
    if (value.isArray())
        return expandedArray(value.toArray(), environment);
    if (!value.isString())
        return value;
    const Result<QString> text = expandedText(value.toString(), environment);
    if (!text)
        return ExpansionFault{{}, text.error().sentence};
    return QJsonValue(*text);
}

} // namespace Signalbox
