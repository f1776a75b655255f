// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/tables/facttable.h"

namespace Signalbox {

namespace {
constexpr int pulse = 100; // ms: ten times a second is what an eye follows
}

FactTable::FactTable(QObject *parent)
    : QAbstractTableModel(parent)
{
    m_pulse.setSingleShot(true);
    m_pulse.setInterval(pulse);
    connect(&m_pulse, &QTimer::timeout, this, [this] {
        apply();
        Q_EMIT applied();
    });
}

int FactTable::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : rows();
}

int FactTable::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : columns();
}

void FactTable::setNow(const QDateTime &now)
{
    m_now = now;
    if (rows() == 0)
        return;
    for (int column = 0; column < columns(); ++column) {
        if (ages(column))
            Q_EMIT dataChanged(index(0, column), index(rows() - 1, column), {Qt::DisplayRole});
    }
}

void FactTable::stage()
{
    if (!m_pulse.isActive())
        m_pulse.start();
}

} // namespace Signalbox
