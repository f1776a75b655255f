// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/tap/taprecord.h"

#include "core/wire/jsonview.h"

#include <QDateTime>
#include <QUtf8StringView>

namespace Signalbox {

namespace {

/** What was cut may end within a character. */
QByteArray wellFormed(const QByteArray &text)
{
    return QUtf8StringView(text).isValidUtf8() ? text : QString::fromUtf8(text).toUtf8();
}

JsonView hintedResult(const TapRecord &record, QByteArrayView hint)
{
    // Looked for before it is read: nearly every answer has none of it.
    const bool hasHint = record.kind == TapRecord::Kind::Result && !record.isCut && record.bytes.contains(hint);
    return hasHint ? JsonView::parse(record.bytes)["result"] : JsonView();
}

} // namespace

bool TapRecord::isFailure() const
{
    return isError() || hintedResult(*this, "\"isError\"")["isError"].boolean().value_or(false);
}

bool TapRecord::endsRound() const
{
    return hintedResult(*this, "\"input_required\"")["resultType"].equals("input_required");
}

QByteArray jsonLine(const TapRecord &record)
{
    static constexpr const char *kinds[] = {"request", "notification", "result", "error", "http"};
    QByteArray line = "{\"serial\":" + QByteArray::number(record.serial);
    const auto add = [&line](const char *key, const QByteArray &raw) { line += QByteArray(",\"") + key + "\":" + raw; };
    const auto text = [&add](const char *key, const QByteArray &value) {
        if (!value.isEmpty())
            add(key, jsonString(wellFormed(value)));
    };
    const auto number = [&add](const char *key, qint64 value, qint64 without) {
        if (value != without)
            add(key, QByteArray::number(value));
    };
    text("time", QDateTime::fromMSecsSinceEpoch(record.wallMs, Qt::UTC).toString(Qt::ISODateWithMs).toLatin1());
    number("steadyUs", record.steadyUs, -1);
    text("side", record.side == TapRecord::Side::Client ? "client" : "server");
    text("direction", record.isInbound ? "in" : "out");
    text("kind", kinds[int(record.kind)]);
    number("call", qint64(record.call), 0);
    number("cause", qint64(record.cause), 0);
    number("client", qint64(record.client), 0);
    text("who", record.who);
    text("front", record.front);
    text("backend", record.backend);
    text("version", record.version);
    text("method", record.method);
    if (!record.id.isEmpty())
        add("id", JsonView::parse(record.id).exists() ? record.id : jsonString(wellFormed(record.id)));
    text("address", record.address);
    text("headers", record.headers);
    number("status", record.status, 0);
    number("serverUs", record.serverUs, -1);
    number("gatewayUs", record.gatewayUs, -1);
    number("size", record.size, -1);
    if (record.isFailure())
        add("failed", "true");
    if (record.isCut)
        add("cut", "true");
    if (record.isChanged)
        add("hidden", "true");
    // As text: so every byte survives, and a message that was cut is no broken line.
    text("message", record.bytes);
    return line + '}';
}

} // namespace Signalbox
