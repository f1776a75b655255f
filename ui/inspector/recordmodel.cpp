// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/inspector/recordmodel.h"

#include <algorithm>

namespace Signalbox {

namespace {

QString text(const QByteArray &bytes, qsizetype limit = 200)
{
    return Words::tame(QString::fromUtf8(bytes), limit);
}

/** The client stands at the left, the server at the right. */
Mark arrow(const TapRecord &record)
{
    const Tone tone = record.side == TapRecord::Side::Client ? Tone::Busy : Tone::Muted;
    return {record.isToServer() ? "way-right" : "way-left", tone};
}

Mark outcome(const TapRecord &record)
{
    if (record.isFailure())
        return {"state-failed", Tone::Bad};
    return {record.isAnswer() ? "state-ready" : nullptr, Tone::Good};
}

QString duration(qint64 microseconds)
{
    return microseconds < 0 ? QString() : Words::milliseconds(qMax(0.1, double(microseconds) / 1000));
}

QString exactDuration(qint64 microseconds)
{
    return microseconds < 0 ? QString() : RecordModel::tr("%1 µs").arg(microseconds);
}

QDateTime momentOf(const TapRecord &record)
{
    return QDateTime::fromMSecsSinceEpoch(record.wallMs, Qt::UTC);
}

FactColumn<TapRecord> column(const QString &title, QString (*words)(const TapRecord &record))
{
    FactColumn<TapRecord> made;
    made.title = title;
    made.text = [words](const TapRecord &record, const QDateTime &) { return words(record); };
    return made;
}

QString whoIs(const TapRecord &record)
{
    return record.side == TapRecord::Side::Server ? text(record.backend) : RecordModel::client(record);
}

} // namespace

RecordModel::RecordModel(QObject *parent)
    : FactRows(columnList(), parent)
{
}

QString RecordModel::direction(const TapRecord &record)
{
    if (record.side == TapRecord::Side::Client)
        return record.isInbound ? tr("from client") : tr("to client");
    return record.isInbound ? tr("from server") : tr("to server");
}

QString RecordModel::result(const TapRecord &record)
{
    switch (record.kind) {
    case TapRecord::Kind::Error:
        return record.status >= 400 ? tr("error, HTTP %1").arg(record.status) : tr("error");
    case TapRecord::Kind::Result:
        return record.isFailure() ? tr("the tool failed") : tr("answered");
    case TapRecord::Kind::Request:
    case TapRecord::Kind::Notification:
    case TapRecord::Kind::Http:
        break;
    }
    return record.status >= 400 ? tr("refused, HTTP %1").arg(record.status) : QString();
}

QString RecordModel::client(const TapRecord &record)
{
    if (!record.who.isEmpty())
        return text(record.who);
    return record.client ? tr("client %1").arg(record.client) : tr("unknown client");
}

RecordModel::Columns RecordModel::columnList()
{
    auto time = column(tr("Time"), [](const TapRecord &r) { return Words::clock(momentOf(r)); });
    time.hint = [](const TapRecord &r) { return Words::moment(momentOf(r)); };
    auto way = column(tr("Direction"), &RecordModel::direction);
    way.mark = arrow;
    auto method = column(tr("Method"), [](const TapRecord &r) {
        const QString name = r.method.isEmpty() ? tr("answer") : text(r.method);
        return r.isAnswer() && !r.method.isEmpty() ? tr("%1 (answer)").arg(name) : name;
    });
    auto size = column(tr("Size"), [](const TapRecord &r) { return Words::bytes(quint64(r.size)); });
    size.isNumber = true;
    auto server = column(tr("Server took"), [](const TapRecord &r) { return duration(r.serverUs); });
    server.isNumber = true;
    server.hint = [](const TapRecord &r) { return exactDuration(r.serverUs); };
    auto gateway = column(tr("Gateway added"), [](const TapRecord &r) { return duration(r.gatewayUs); });
    gateway.isNumber = true;
    gateway.hint = [](const TapRecord &r) { return exactDuration(r.gatewayUs); };
    auto end = column(tr("Result"), &RecordModel::result);
    end.mark = outcome;
    return {time, way, column(tr("Who"), whoIs), method, column(tr("Id"), [](const TapRecord &r) { return text(r.id, 40); }),
            size, server, gateway, end};
}

void RecordModel::take(const QList<TapRecord> &records)
{
    m_staged.append(records);
    if (m_staged.size() > mostRows)
        m_staged.remove(0, m_staged.size() - mostRows);
    if (!m_staged.isEmpty())
        stage();
}

void RecordModel::clear()
{
    m_staged.clear();
    removeFirst(rows());
}

const TapRecord *RecordModel::find(quint64 serial) const
{
    const auto record = std::lower_bound(m_rows.cbegin(), m_rows.cend(), serial,
                                         [](const TapRecord &row, quint64 wanted) { return row.serial < wanted; });
    return record == m_rows.cend() || record->serial != serial ? nullptr : &*record;
}

const TapRecord *RecordModel::counterpart(const TapRecord &record) const
{
    const auto fits = [&record](const TapRecord &other) {
        return other.side != record.side && other.isInbound != record.isInbound && other.isAnswer() == record.isAnswer()
            && other.method == record.method && other.isToServer() == record.isToServer();
    };
    // What one caused is the other, if it says the same; else the nearest of the same call.
    const TapRecord *nearest = nullptr;
    const auto distance = [&record](const TapRecord &other) {
        return qAbs(qint64(other.serial) - qint64(record.serial));
    };
    for (const TapRecord &other : m_rows) {
        if (!fits(other))
            continue;
        if (record.cause == other.serial || other.cause == record.serial)
            return &other;
        const bool isSameCall = record.call != 0 && other.call == record.call;
        if (isSameCall && (!nearest || distance(other) < distance(*nearest)))
            nearest = &other;
    }
    return nearest;
}

void RecordModel::apply()
{
    if (m_staged.isEmpty())
        return;
    makeRoom();
    const int first = rows();
    beginInsertRows({}, first, first + static_cast<int>(m_staged.size()) - 1);
    for (const TapRecord &record : std::as_const(m_staged))
        m_bytes += record.bytes.size();
    m_rows.append(m_staged);
    m_staged.clear();
    endInsertRows();
}

/** The oldest go, so that what is staged fits. */
void RecordModel::makeRoom()
{
    qint64 bytes = m_bytes;
    for (const TapRecord &record : std::as_const(m_staged))
        bytes += record.bytes.size();
    qsizetype leaving = qMax<qsizetype>(0, m_rows.size() + m_staged.size() - mostRows);
    for (qsizetype at = 0; at < leaving; ++at)
        bytes -= m_rows.at(at).bytes.size();
    while (bytes > mostBytes && leaving < m_rows.size())
        bytes -= m_rows.at(leaving++).bytes.size();
    removeFirst(static_cast<int>(leaving));
}

void RecordModel::removeFirst(int count)
{
    if (count == 0)
        return;
    beginRemoveRows({}, 0, count - 1);
    for (int row = 0; row < count; ++row)
        m_bytes -= m_rows.at(row).bytes.size();
    m_rows.remove(0, count);
    endRemoveRows();
}

} // namespace Signalbox
