// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/settings/settingsstore.h"

#include "ui/board.h"
#include "ui/commands.h"

#include <QJsonArray>

namespace Signalbox {

SettingsStore::SettingsStore(Board *board, Commands *commands, QObject *parent)
    : QObject(parent)
    , m_commands(commands)
{
    connect(board, &Board::settingsTouched, this, &SettingsStore::refresh);
}

void SettingsStore::refresh()
{
    m_commands->ask(QStringLiteral("settings.get"), {}, this, [this](const Result<QJsonObject> &answer) {
        if (!answer || (m_isKnown && *answer == m_answer))
            return;
        m_answer = *answer;
        m_isKnown = true;
        Q_EMIT changed();
    });
}

QStringList SettingsStore::servers() const
{
    QStringList names;
    const QJsonArray list = m_answer.value(QStringLiteral("servers")).toArray();
    for (const QJsonValue &name : list)
        names.append(name.toString());
    return names;
}

QList<SettingProblem> SettingsStore::problems() const
{
    return problemsIn(m_answer);
}

QList<SettingProblem> SettingsStore::problemsIn(const QJsonObject &answer)
{
    QList<SettingProblem> problems;
    const QJsonArray rows = answer.value(QStringLiteral("problems")).toArray();
    for (const QJsonValue &row : rows)
        problems.append({row[QStringLiteral("key")].toString(), row[QStringLiteral("line")].toInt(),
                         row[QStringLiteral("sentence")].toString()});
    return problems;
}

} // namespace Signalbox
