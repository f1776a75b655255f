// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/session/eventid.h"
#include "core/session/eventlog.h"

#include <QByteArray>
#include <QSet>

/* How events look on a text/event-stream. Everything appends to a buffer that becomes one write. */
namespace Signalbox::Frames {

/** A message with the id to resume after. */
void appendEvent(QByteArray &bytes, const EventId &id, QByteArrayView payload);
/** A message without id: made for this connection alone and in no log. */
void appendUnlogged(QByteArray &bytes, QByteArrayView payload);
/** An id and no data, so that a client can resume before the first event; from 2025-11-25 on. */
void appendPriming(QByteArray &bytes, const EventId &id, int retry);
/** Where a client of HTTP+SSE posts; with the id to come back with before the first message, and after how long. */
void appendEndpoint(QByteArray &bytes, const EventId &id, int retry, QByteArrayView address);
/** How long to wait before coming back; no event, so that every client may get it. */
void appendRetry(QByteArray &bytes, int retry);
void appendKeepAlive(QByteArray &bytes);
/** The gap, and what a client reads again because of it: every list, and every resource it follows. */
void appendLagged(QByteArray &bytes, const EventId &before, quint64 missed, const QSet<QByteArray> &followed);

} // namespace Signalbox::Frames
