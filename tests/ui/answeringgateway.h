// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/uimodule.h"

#include <QHash>
#include <QJsonArray>
#include <QJsonDocument>

#include <algorithm>

namespace Signalbox {

/** A gateway that answers what it is told to and remembers what it was asked. */
class AnsweringGateway
{
public:
    UiLink::Ask asker()
    {
        return [this](const QString &name, const QJsonObject &arguments,
                      const std::function<void(const Result<QJsonObject> &)> &answer) {
            asked.append({name, arguments});
            if (name == QStringLiteral("settings.get"))
                return answer(file());
            const auto found = answers.constFind(name);
            answer(found == answers.constEnd() ? Result<QJsonObject>(QJsonObject()) : *found);
        };
    }
    QJsonObject file() const
    {
        const QJsonObject values = QJsonDocument::fromJson(text).object();
        const QStringList servers = values.value(QStringLiteral("mcpServers")).toObject().keys();
        return {{QStringLiteral("path"), QStringLiteral("/home/me/.config/signalbox/signalbox.json")},
                {QStringLiteral("exists"), true},
                {QStringLiteral("text"), QString::fromUtf8(text)},
                {QStringLiteral("digest"), QString::number(qHash(text))},
                {QStringLiteral("values"), values},
                {QStringLiteral("servers"), QJsonArray::fromStringList(servers)},
                {QStringLiteral("problems"), problems}};
    }
    QJsonObject lastOf(const QString &name) const
    {
        QJsonObject arguments;
        for (const auto &[command, given] : asked) {
            if (command == name)
                arguments = given;
        }
        return arguments;
    }
    bool wasAsked(const QString &name) const
    {
        return std::any_of(asked.cbegin(), asked.cend(), [&](const auto &one) { return one.first == name; });
    }

    QByteArray text = "{\"listen\": {\"port\": 4000}}";
    QJsonArray problems;
    QHash<QString, Result<QJsonObject>> answers;
    QList<std::pair<QString, QJsonObject>> asked;
};

} // namespace Signalbox
