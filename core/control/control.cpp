// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/control/control.h"

#include <algorithm>

namespace Signalbox {

void Control::add(Command command, Action action)
{
    addLong(std::move(command), [action = std::move(action)](const QJsonObject &arguments, Answer answer, QObject *) {
        action(arguments, std::move(answer));
    });
}

void Control::addLong(Command command, LongAction action)
{
    Q_ASSERT(!m_rows.contains(command.name));
    const QString name = command.name;
    m_rows.emplace(name, Row{std::move(command), std::move(action)});
}

QList<Command> Control::commands() const
{
    QList<Command> commands;
    for (const auto &[name, row] : m_rows)
        commands.append(row.command);
    return commands;
}

void Control::invoke(const QString &name, const QJsonObject &arguments, Answer answer, QObject *asker)
{
    const auto row = m_rows.find(name);
    if (row == m_rows.end()) {
        QStringList names;
        for (const auto &[known, unused] : m_rows)
            names.append(known);
        answer(Reason{QStringLiteral("there is no command \"%1\"; there are: %2")
                          .arg(name.left(60), names.join(QStringLiteral(", ")))});
        return;
    }
    const QStringList &needed = row->second.command.arguments;
    const auto missing = std::ranges::find_if(needed, [&](const QString &key) { return !arguments.contains(key); });
    if (missing != needed.end()) {
        answer(Reason{
            QStringLiteral("%1 needs: %2; %3 is missing").arg(name, needed.join(QStringLiteral(", ")), *missing)});
        return;
    }
    row->second.action(arguments, std::move(answer), asker);
}

} // namespace Signalbox
