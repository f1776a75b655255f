// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/session/event.h"

namespace Signalbox {

EventPtr Event::of(const Message &message)
{
    auto *event = new Event;
    event->payload = message.oneLine();
    if (message.isResponse()) {
        event->kind = Kind::Answer;
        event->key = message.id().toByteArray();
    } else if (message.isNotification()) {
        const QByteArrayView method = message.method();
        if (method == "notifications/message") {
            event->kind = Kind::LogLine;
        } else if (method == "notifications/resources/updated") {
            event->kind = Kind::News;
            event->key = "updated " + message.uri().string();
        } else if (method.endsWith("/list_changed")) {
            event->kind = Kind::News;
            event->key = method.toByteArray();
        }
    }
    return EventPtr(event);
}

} // namespace Signalbox
