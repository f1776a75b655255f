// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/tap/arrival.h"

#include "core/loop/steadyclock.h"
#include "core/wire/message.h"

#include <QDateTime>
#include <QPointer>

namespace Signalbox {

namespace {

QByteArray addressOf(const HttpRequest &request)
{
    // Clients of the older kind name their session there.
    return request.query.contains("sessionId=") ? request.path + "?sessionId=$SESSION" : request.path;
}

QByteArray headersOf(const HttpRequest &request)
{
    QByteArray shown;
    for (const Header &header : request.headers)
        shown += shownHeader(header.first, header.second);
    return shown;
}

} // namespace

Arrival::Arrival(Tap *tap, const HttpRequest &request, Reply reply, const QList<Message> &messages)
    : m_tap(tap && tap->isOpen() ? tap : nullptr)
{
    if (!m_tap)
        return;
    const qint64 now = steadyUs();
    m_isDark = !m_tap->hasRoom(now);
    m_wasDark = std::exchange(m_tap->m_isDark, m_isDark);
    m_before = std::exchange(m_tap->m_arrival, m_isDark ? nullptr : this);
    if (m_isDark) {
        m_tap->m_ring.skip();
        return;
    }
    m_kept = std::make_shared<Kept>();
    const QByteArray address = addressOf(request);
    const QByteArray headers = headersOf(request);
    const auto take = [&](TapRecord record) {
        record.isInbound = true;
        record.address = address;
        record.headers = headers;
        const bool isRequest = record.kind == TapRecord::Kind::Request;
        record.call = isRequest ? ++m_tap->m_lastCall : 0;
        Row row{0, record.id, record.method, record.call, false};
        if (isRequest) {
            Tap::Clock &clock = m_tap->clockOf(record.call);
            clock.startedUs = now;
            clock.method = record.method;
        }
        row.serial = m_tap->keep(std::move(record));
        m_kept->rows.append(row);
    };
    for (const Message &message : messages)
        take(m_tap->recordOf(message, now));
    if (messages.isEmpty()) {
        TapRecord record;
        record.method = request.method;
        record.wallMs = QDateTime::currentMSecsSinceEpoch();
        record.steadyUs = now;
        take(std::move(record));
    }
    m_kept->cause = m_kept->rows.constFirst().serial;
    m_causeBefore = std::exchange(m_tap->m_cause, m_kept->cause);
    reply.onAnswer([tap = QPointer<Tap>(m_tap), kept = m_kept](int status, const QByteArray &body) {
        if (tap && tap->isOpen())
            answered(tap, kept, status, body);
    });
}

Arrival::~Arrival()
{
    if (!m_tap)
        return;
    m_tap->m_isDark = m_wasDark;
    m_tap->m_arrival = m_before;
    if (m_isDark)
        return;
    m_kept->isOver = true;
    for (const Row &row : std::as_const(m_kept->rows)) {
        if (row.call != 0 && !row.isClaimed && !row.isAnswered)
            m_tap->owe(m_kept->seat.client, row.id, row.call);
    }
    m_tap->m_cause = m_causeBefore;
}

void Arrival::isFrom(const TapSeat &seat)
{
    m_kept->seat = seat;
    for (const Row &row : std::as_const(m_kept->rows)) {
        if (TapRecord *record = m_tap->m_ring.find(row.serial))
            m_tap->place(*record, seat);
    }
}

quint64 Arrival::claim(QByteArrayView id)
{
    for (Row &row : m_kept->rows) {
        if (!row.isClaimed && row.call != 0 && row.id == id) {
            row.isClaimed = true;
            return row.call;
        }
    }
    return 0;
}

/** They are dealt with in the order in which they came. */
void Arrival::turnTo(const Message *message)
{
    m_turn = -1;
    for (qsizetype at = m_nextTurn; message && at < m_kept->rows.size(); ++at) {
        const Row &row = m_kept->rows.at(at);
        if (row.id != message->id() || row.method.isEmpty() != message->method().isEmpty())
            continue;
        m_turn = at;
        m_nextTurn = at + 1;
        return;
    }
}

Arrival::Row *Arrival::currentRow() const
{
    const qsizetype at = m_kept->rows.size() == 1 ? 0 : m_turn;
    return at < 0 || m_kept->rows.at(at).isClaimed ? nullptr : &m_kept->rows[at];
}

void Arrival::give(Row &row, quint64 call) const
{
    if (row.call != 0)
        m_tap->goOn(call, row.call);
    row.call = call;
    if (TapRecord *record = m_tap->m_ring.find(row.serial))
        record->call = call;
}

void Arrival::adopt(quint64 call)
{
    Row *row = currentRow();
    if (!row)
        return;
    row->isClaimed = true;
    give(*row, call);
}

void Arrival::goesOn(quint64 call)
{
    Row *row = currentRow();
    if (row && row->call != 0)
        give(*row, call);
}

quint64 Arrival::callOf(QByteArrayView id) const
{
    for (const Row &row : std::as_const(m_kept->rows)) {
        if (row.call != 0 && row.id == id)
            return row.call;
    }
    return 0;
}

void Arrival::answered(Tap *tap, const std::shared_ptr<Kept> &kept, int status, const QByteArray &body)
{
    if (!kept->isOver) {
        for (const Row &row : std::as_const(kept->rows)) {
            if (TapRecord *record = tap->m_ring.find(row.serial))
                record->status = status;
        }
    }
    if (body.isEmpty())
        return;
    auto messages = Message::split(body, {1'024, 100'000});
    if (!messages)
        return;
    for (const auto &message : std::as_const(*messages)) {
        if (!message)
            continue;
        TapRecord record = tap->recordOf(*message, steadyUs());
        tap->place(record, kept->seat);
        record.status = status;
        if (record.cause == 0)
            record.cause = kept->cause;
        for (Row &row : kept->rows) {
            if (row.id == message->id() || (message->id().isEmpty() && kept->rows.size() == 1)) {
                record.call = row.call;
                record.method = row.method;
                row.isAnswered = true;
                tap->m_owed.remove({kept->seat.client, row.id});
            }
        }
        tap->timeOut(record);
        tap->keep(std::move(record));
    }
}

} // namespace Signalbox
