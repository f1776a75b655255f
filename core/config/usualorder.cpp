// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/config/usualorder.h"

#include "core/wire/jsonview.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QStringList>

#include <algorithm>
#include <array>

namespace Signalbox {

namespace {

QStringList orderedKeys(const QJsonObject &object)
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

QByteArray inUsualOrder(const QJsonValue &value)
{
    QByteArrayList parts;
    if (value.isObject()) {
        const QJsonObject object = value.toObject();
        const QStringList keys = orderedKeys(object);
        for (const QString &key : keys)
            parts.append(jsonString(key.toUtf8()) + ':' + inUsualOrder(object.value(key)));
        return '{' + parts.join(',') + '}';
    }
    if (value.isArray()) {
        const QJsonArray array = value.toArray();
        for (const QJsonValue &element : array)
            parts.append(inUsualOrder(element));
        return '[' + parts.join(',') + ']';
    }
    const QByteArray list = QJsonDocument(QJsonArray{value}).toJson(QJsonDocument::Compact);
    return list.sliced(1, list.size() - 2);
}

} // namespace Signalbox
