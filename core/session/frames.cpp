// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/session/frames.h"

namespace Signalbox::Frames {

void appendEvent(QByteArray &bytes, const EventId &id, QByteArrayView payload)
{
    bytes.append("event: message\nid: ");
    id.appendTo(bytes);
    bytes.append("\ndata: ").append(payload).append("\n\n");
}

void appendUnlogged(QByteArray &bytes, QByteArrayView payload)
{
    bytes.append("event: message\ndata: ").append(payload).append("\n\n");
}

void appendPriming(QByteArray &bytes, const EventId &id, int retry)
{
    bytes.append("id: ");
    id.appendTo(bytes);
    bytes.append("\nretry: ").append(QByteArray::number(retry)).append("\ndata:\n\n");
}

void appendEndpoint(QByteArray &bytes, const EventId &id, int retry, QByteArrayView address)
{
    bytes.append("event: endpoint\ndata: ").append(address).append("\nid: ");
    id.appendTo(bytes);
    bytes.append("\nretry: ").append(QByteArray::number(retry)).append("\n\n");
}

void appendRetry(QByteArray &bytes, int retry)
{
    bytes.append("retry: ").append(QByteArray::number(retry)).append("\n\n");
}

void appendKeepAlive(QByteArray &bytes)
{
    bytes.append(": keepalive\n\n");
}

void appendLagged(QByteArray &bytes, const EventId &before, quint64 missed, const QSet<QByteArray> &followed)
{
    bytes.append("event: lagged\nid: ");
    before.appendTo(bytes);
    bytes.append("\ndata: {\"missed\":").append(QByteArray::number(missed)).append("}\n\n");
    for (const char *list : {"tools", "prompts", "resources"}) {
        const QByteArray method = QByteArrayLiteral("notifications/") + list + "/list_changed";
        appendUnlogged(bytes, Message::notification(method).bytes());
    }
    for (const QByteArray &uri : followed) {
        const QByteArray params = "{\"uri\":" + jsonString(uri) + '}';
        appendUnlogged(bytes, Message::notification("notifications/resources/updated", params).bytes());
    }
}

} // namespace Signalbox::Frames
