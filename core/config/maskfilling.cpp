// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/config/maskfilling.h"

#include "core/config/maskedlist.h"
#include "core/config/settingsmask.h"

#include <QJsonArray>

namespace Signalbox {

namespace {

using Filled = Result<QJsonValue>;

Filled filled(const QJsonValue &value, const QJsonValue &before, const SecretPlace &place, const QString &path);

Filled filledText(const QString &text, const QJsonValue &before, const MaskedText &known, const QString &path)
{
    if (!text.contains(maskedSecret()) || before == QJsonValue(text))
        return QJsonValue(text);
    if (before.isString() && known.text == text)
        return before;
    const Result<QString> result = filledByName(text, {}, namedSecrets(known, {}));
    if (!result)
        return Reason{path + QStringLiteral(": ") + result.error().sentence};
    return QJsonValue(*result);
}

MaskedList listOf(const QJsonArray &before, const QJsonArray &after, const SecretPlace &place)
{
    QList<MaskedList::Element> elements;
    for (qsizetype i = 0; i < before.size(); ++i) {
        const QString text = before[i].toString();
        elements.append({text, place.maskedElement(text, before.at(i - 1).toString())});
    }
    QStringList texts;
    for (const QJsonValue &element : after)
        texts.append(element.toString());
    return MaskedList(elements, texts);
}

Filled filledList(const QJsonArray &after, const QJsonArray &before, const SecretPlace &place, const QString &path)
{
    const MaskedList texts = listOf(before, after, place);
    QJsonArray result;
    for (qsizetype i = 0; i < after.size(); ++i) {
        const QString step = QStringLiteral("%1[%2]").arg(path).arg(i);
        if (after[i].isString()) {
            const Result<QString> text = texts.filled(i);
            if (!text)
                return Reason{step + QStringLiteral(": ") + text.error().sentence};
            result.append(*text);
            continue;
        }
        // Which one of several objects it was is known only as long as none came or went.
        const bool isKnown = before.size() == after.size();
        const Filled element = filled(after[i], isKnown ? before[i] : QJsonValue(), place, step);
        if (!element)
            return element;
        result.append(*element);
    }
    return QJsonValue(result);
}

/** What the file has under that key of a server, also as other programs spell it: it is written in our spelling. */
QJsonValue memberOf(const QJsonObject &before, const QString &key, const SecretPlace &place)
{
    static const QList<QStringList> spellings = {
        {QStringLiteral("env"), QStringLiteral("environment")},
        {QStringLiteral("headers"), QStringLiteral("requestHeaders")},
        {QStringLiteral("url"), QStringLiteral("serverUrl"), QStringLiteral("httpUrl")}};
    if (before.contains(key) || !place.isServer())
        return before.value(key);
    for (const QStringList &spelling : spellings) {
        for (const QString &other : spelling) {
            if (spelling.contains(key) && before.contains(other))
                return before.value(other);
        }
    }
    return QJsonValue(QJsonValue::Undefined);
}

Filled filledObject(const QJsonObject &after, const QJsonObject &before, const SecretPlace &place, const QString &path)
{
    QJsonObject result = after;
    for (auto member = result.begin(); member != result.end(); ++member) {
        const QString step = path.isEmpty() ? member.key() : path + u'.' + member.key();
        const Filled value =
            filled(member.value(), memberOf(before, member.key(), place), place.below(member.key()), step);
        if (!value)
            return value;
        member.value() = *value;
    }
    return QJsonValue(result);
}

Filled filled(const QJsonValue &value, const QJsonValue &before, const SecretPlace &place, const QString &path)
{
    if (value.isString())
        return filledText(value.toString(), before, place.masked(before.toString()), path);
    if (value.isArray())
        return filledList(value.toArray(), before.toArray(), place, path);
    if (value.isObject())
        return filledObject(value.toObject(), before.toObject(), place, path);
    return value;
}

} // namespace

Result<QJsonValue> withMasksFilled(const QJsonValue &value, const QJsonObject &before, const QStringList &from)
{
    SecretPlace place;
    QJsonValue there = before;
    QString path;
    for (qsizetype i = 0; i < from.size(); ++i) {
        const qsizetype index = from[i].toLongLong();
        const QJsonArray list = there.toArray();
        if (index >= 0 && index < list.size()) {
            there = list[index];
            path += QStringLiteral("[%1]").arg(index);
            if (i + 1 < from.size() || !value.isString())
                continue;
            const MaskedText known = place.maskedElement(there.toString(), list.at(index - 1).toString());
            return filledText(value.toString(), there, known, path);
        }
        place = place.below(from[i]);
        there = there.toObject().value(from[i]);
        path += path.isEmpty() ? from[i] : u'.' + from[i];
    }
    return filled(value, there, place, path);
}

} // namespace Signalbox
