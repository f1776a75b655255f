// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/bus/facts.h"

#include <QAbstractItemModel>

namespace Signalbox {

class BackendModel;

/** The processes of the servers, below the server that they belong to. Changes row by row. */
class ProcessModel : public QAbstractItemModel
{
    Q_OBJECT

public:
    enum Column { Name, Memory, Age, Id, columns };

    /** `backends` outlives this. */
    explicit ProcessModel(const BackendModel *backends, QObject *parent = nullptr);

    QModelIndex index(int row, int column, const QModelIndex &parent = {}) const override;
    QModelIndex parent(const QModelIndex &child) const override;
    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role = Qt::DisplayRole) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role = Qt::DisplayRole) const override;

    /** Ages have grown. */
    void setNow();
    double memory() const { return m_memory; } //!< bytes, of all

private:
    struct Family
    {
        quint64 backend = 0;
        QString name;
        QList<ProcessFact> members;
    };
    void update();
    void updateMembers(int row, const QList<ProcessFact> &members);
    int rowOf(quint64 backend) const;
    QVariant familyData(const Family &family, int column) const;
    QVariant memberData(const ProcessFact &process, int column) const;

    const BackendModel *m_backends;
    QList<Family> m_families;
    double m_memory = 0;
};

} // namespace Signalbox
