// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/tables/facttable.h"

#include "core/tap/taprecord.h"

namespace Signalbox {

/** The latest messages of the wire, newest at the end; bounded in number and in bytes. */
class RecordModel : public FactRows<TapRecord>
{
    Q_DECLARE_TR_FUNCTIONS(Signalbox::RecordModel)

public:
    static constexpr qsizetype mostRows = 5'000;
    static constexpr qint64 mostBytes = 24 * 1024 * 1024;
    enum Column { Time, Direction, Who, Method, Id, Size, Server, Gateway, Result };

    explicit RecordModel(QObject *parent = nullptr);

    void take(const QList<TapRecord> &records);
    void clear();
    quint64 numberAt(int row) const override { return m_rows.at(row).serial; }
    /** Valid until the next turn of the event loop; null if it is gone. */
    const TapRecord *find(quint64 serial) const;
    /** The same message as it passed the other side of the gateway; null if there is none, or it is gone. */
    const TapRecord *counterpart(const TapRecord &record) const;

    static QString direction(const TapRecord &record);
    static QString result(const TapRecord &record);
    /** The client of the message, as a person knows it. */
    static QString client(const TapRecord &record);

protected:
    void apply() override;

private:
    static Columns columnList();
    void makeRoom();
    void removeFirst(int count);

    QList<TapRecord> m_staged;
    qint64 m_bytes = 0; //!< in the rows
};

} // namespace Signalbox
