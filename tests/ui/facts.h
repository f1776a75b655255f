// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/bus/facts.h"

namespace Signalbox {

inline SessionFact sessionFact(quint64 number, const QString &client = QStringLiteral("claude-code"))
{
    SessionFact session;
    session.number = number;
    session.client = client;
    session.front = QStringLiteral("legacy");
    session.since = session.lastActive = QDateTime::currentDateTimeUtc();
    return session;
}

inline BackendFact backendFact(quint64 number, const QString &name, BackendFact::State state = BackendFact::Ready)
{
    BackendFact backend;
    backend.number = number;
    backend.name = backend.slug = name;
    backend.kind = QStringLiteral("stdio");
    backend.state = state;
    backend.since = QDateTime::currentDateTimeUtc();
    return backend;
}

inline NoticeFact noticeFact(quint64 serial, const QByteArray &data = "{}")
{
    NoticeFact notice;
    notice.serial = serial;
    notice.at = QDateTime::currentDateTimeUtc();
    notice.source = QStringLiteral("files");
    notice.type = QStringLiteral("notifications/resources/updated");
    notice.data = data;
    return notice;
}

inline AskFact askFact(bool isOpen)
{
    AskFact ask;
    ask.number = 7;
    ask.session = 1;
    ask.source = QStringLiteral("files");
    ask.method = QStringLiteral("elicitation/create");
    ask.open = isOpen;
    return ask;
}

} // namespace Signalbox
