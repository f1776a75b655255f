// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/tools/toolmodel.h"

namespace Signalbox {

namespace {

ToolRow rowFrom(const QJsonObject &tool)
{
    ToolRow row;
    row.name = tool.value(QStringLiteral("name")).toString();
    row.original = tool.value(QStringLiteral("original")).toString();
    row.backend = tool.value(QStringLiteral("backend")).toString();
    row.definition = tool.value(QStringLiteral("definition")).toObject();
    row.title = tool.value(QStringLiteral("title")).toString();
    if (row.title.isEmpty())
        row.title = row.definition.value(QStringLiteral("annotations")).toObject().value(QStringLiteral("title")).toString();
    row.description = tool.value(QStringLiteral("description")).toString();
    row.tokens = quint64(qMax(0LL, tool.value(QStringLiteral("tokens")).toInteger()));
    row.isHidden = tool.value(QStringLiteral("hidden")).toBool();
    return row;
}

} // namespace

bool ToolRow::operator==(const ToolRow &other) const = default;

ToolModel::ToolModel(QObject *parent) : NumberedRows(shownColumns(), parent) { }

ToolModel::Columns ToolModel::shownColumns()
{
    // Filled member by member: g++ 12 falls over the shorter way of writing it.
    Columns made(Description + 1);
    made[Name].title = tr("Name");
    made[Name].text = [](const ToolRow &t, const QDateTime &) { return Words::tame(t.name); };
    made[Name].hint = [](const ToolRow &t) { return tr("%1, which its server calls %2").arg(t.name, t.original); };
    made[Backend].title = tr("Backend");
    made[Backend].text = [](const ToolRow &t, const QDateTime &) { return Words::tame(t.backend); };
    made[Tokens].title = tr("Tokens");
    made[Tokens].text = [](const ToolRow &t, const QDateTime &) { return Words::count(t.tokens); };
    made[Tokens].rank = [](const ToolRow &t) { return QVariant::fromValue(t.tokens); };
    made[Tokens].hint = [](const ToolRow &) { return tr("About what its definition costs a model in each conversation"); };
    made[Tokens].isNumber = true;
    made[Shown].title = tr("Clients see it");
    made[Shown].text = [](const ToolRow &t, const QDateTime &) { return t.isHidden ? tr("Hidden") : tr("Shown"); };
    made[Shown].rank = [](const ToolRow &t) { return t.isHidden; };
    made[Shown].mark = [](const ToolRow &t) {
        return t.isHidden ? Mark{"state-away", Tone::Muted} : Mark{"state-ready", Tone::Good};
    };
    made[Title].title = tr("Title");
    made[Title].text = [](const ToolRow &t, const QDateTime &) { return Words::tame(t.title); };
    made[Description].title = tr("Description");
    made[Description].text = [](const ToolRow &t, const QDateTime &) { return Words::tame(t.description, 300); };
    made[Description].hint = [](const ToolRow &t) { return t.description; };
    return made;
}

void ToolModel::setTools(const QJsonArray &tools)
{
    QHash<QString, ToolRow> known;
    m_sums = {};
    for (const QJsonValue &tool : tools) {
        ToolRow row = rowFrom(tool.toObject());
        const auto before = m_known.constFind(row.name);
        row.number = before == m_known.cend() ? ++m_lastNumber : before->number;
        if (row.name.isEmpty() || known.contains(row.name))
            continue;
        if (before == m_known.cend() || !(*before == row))
            take(row);
        known.insert(row.name, row);
        (row.isHidden ? m_sums.hidden : m_sums.shown) += row.tokens;
        ++(row.isHidden ? m_sums.hiddenTools : m_sums.tools);
        m_sums.byBackend[row.backend] += row.isHidden ? 0 : row.tokens;
    }
    for (auto it = m_known.cbegin(); it != m_known.cend(); ++it) {
        if (!known.contains(it.key()))
            drop(it->number);
    }
    m_known = known;
}

} // namespace Signalbox
