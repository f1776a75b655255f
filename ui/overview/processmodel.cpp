// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/overview/processmodel.h"

#include "ui/tables/backendmodel.h"

#include <algorithm>

namespace Signalbox {

namespace {

QString memberName(const ProcessFact &process)
{
    const QString name = Words::tame(process.name, 60);
    return process.depth == 0 ? name : QString((process.depth - 1) * 3, QLatin1Char(' ')) + QStringLiteral("↳ ") + name;
}

quint64 memoryOf(const QList<ProcessFact> &members)
{
    quint64 sum = 0;
    for (const ProcessFact &member : members)
        sum += static_cast<quint64>(member.memory);
    return sum;
}

} // namespace

ProcessModel::ProcessModel(const BackendModel *backends, QObject *parent)
    : QAbstractItemModel(parent)
    , m_backends(backends)
{
    connect(backends, &FactTable::applied, this, &ProcessModel::update);
    update();
}

QModelIndex ProcessModel::index(int row, int column, const QModelIndex &parent) const
{
    if (row < 0 || column < 0 || column >= columns || row >= rowCount(parent))
        return {};
    return createIndex(row, column, parent.isValid() ? quintptr(m_families.at(parent.row()).backend) : quintptr(0));
}

QModelIndex ProcessModel::parent(const QModelIndex &child) const
{
    if (!child.isValid() || child.internalId() == 0)
        return {};
    const int row = rowOf(child.internalId());
    return row < 0 ? QModelIndex() : createIndex(row, 0, quintptr(0));
}

int ProcessModel::rowCount(const QModelIndex &parent) const
{
    if (!parent.isValid())
        return static_cast<int>(m_families.size());
    const bool isFamily = parent.internalId() == 0 && parent.column() == 0;
    return isFamily ? static_cast<int>(m_families.at(parent.row()).members.size()) : 0;
}

int ProcessModel::columnCount(const QModelIndex &) const
{
    return columns;
}

int ProcessModel::rowOf(quint64 backend) const
{
    const auto family = std::ranges::find(m_families, backend, &Family::backend);
    return family == m_families.end() ? -1 : static_cast<int>(family - m_families.begin());
}

QVariant ProcessModel::familyData(const Family &family, int column) const
{
    if (column == Name)
        return Words::tame(family.name);
    return column == Memory ? Words::bytes(memoryOf(family.members)) : QVariant();
}

QVariant ProcessModel::memberData(const ProcessFact &process, int column) const
{
    switch (column) {
    case Name:
        return memberName(process);
    case Memory:
        return Words::bytes(static_cast<quint64>(process.memory));
    case Age:
        return Words::age(process.since, m_backends->now());
    case Id:
        return process.id;
    default:
        return {};
    }
}

QVariant ProcessModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    if (role == Qt::TextAlignmentRole)
        return QVariant::fromValue(Qt::Alignment(index.column() == Name ? Qt::AlignLeft : Qt::AlignRight) | Qt::AlignVCenter);
    const bool isFamily = index.internalId() == 0;
    const Family &family = m_families.at(isFamily ? index.row() : rowOf(index.internalId()));
    if (role == Qt::ToolTipRole && index.column() == Age && !isFamily)
        return Words::moment(family.members.at(index.row()).since);
    if (role != Qt::DisplayRole)
        return {};
    return isFamily ? familyData(family, index.column()) : memberData(family.members.at(index.row()), index.column());
}

QVariant ProcessModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || section < 0 || section >= columns)
        return {};
    if (role == Qt::TextAlignmentRole)
        return QVariant::fromValue(Qt::Alignment(section == Name ? Qt::AlignLeft : Qt::AlignRight) | Qt::AlignVCenter);
    if (role != Qt::DisplayRole)
        return {};
    const QString titles[] = {tr("Server and its processes"), tr("Memory"), tr("Runs for"), tr("Process")};
    return titles[section];
}

void ProcessModel::setNow()
{
    for (int row = 0; row < rowCount(); ++row) {
        const QModelIndex family = index(row, 0);
        if (const int members = rowCount(family); members > 0)
            Q_EMIT dataChanged(index(0, Age, family), index(members - 1, Age, family), {Qt::DisplayRole});
    }
}

/** Backends keep their order, so families come and go but never change places. */
void ProcessModel::update()
{
    double memory = 0;
    int row = 0;
    for (int at = 0; at < m_backends->rowCount(); ++at) {
        const BackendFact &backend = m_backends->at(at);
        if (backend.processes.isEmpty())
            continue;
        memory += static_cast<double>(memoryOf(backend.processes));
        const int known = rowOf(backend.number);
        if (known > row) {
            beginRemoveRows({}, row, known - 1);
            m_families.remove(row, known - row);
            endRemoveRows();
        } else if (known < 0) {
            beginInsertRows({}, row, row);
            m_families.insert(row, {backend.number, backend.name, {}});
            endInsertRows();
        }
        updateMembers(row, backend.processes);
        ++row;
    }
    m_memory = memory;
    if (row == m_families.size())
        return;
    beginRemoveRows({}, row, static_cast<int>(m_families.size()) - 1);
    m_families.resize(row);
    endRemoveRows();
}

void ProcessModel::updateMembers(int row, const QList<ProcessFact> &members)
{
    QList<ProcessFact> &known = m_families[row].members;
    if (known == members)
        return;
    const QModelIndex family = index(row, 0);
    for (int at = static_cast<int>(known.size()) - 1; at >= 0; --at) {
        if (std::ranges::find(members, known.at(at).id, &ProcessFact::id) != members.end())
            continue;
        beginRemoveRows(family, at, at);
        known.removeAt(at);
        endRemoveRows();
    }
    for (int at = 0; at < members.size(); ++at) {
        const auto same = std::find_if(known.cbegin() + at, known.cend(),
                                       [&](const ProcessFact &one) { return one.id == members.at(at).id; });
        const int place = static_cast<int>(same - known.cbegin());
        if (same != known.cend() && place != at) { // it has changed places: it goes, and comes again
            beginRemoveRows(family, place, place);
            known.removeAt(place);
            endRemoveRows();
        }
        if (place == at && same != known.cend()) {
            known[at] = members.at(at);
            continue;
        }
        beginInsertRows(family, at, at);
        known.insert(at, members.at(at));
        endInsertRows();
    }
    Q_EMIT dataChanged(index(0, 0, family), index(static_cast<int>(known.size()) - 1, columns - 1, family));
    Q_EMIT dataChanged(index(row, Memory), index(row, Memory));
}

} // namespace Signalbox
