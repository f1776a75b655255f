// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/tables/sessionmodel.h"

namespace Signalbox {

namespace {

QString client(const SessionFact &session)
{
    return Words::tame((session.client + QLatin1Char(' ') + session.clientVersion).trimmed());
}

/** A column of a counter. */
template <typename Number> FactColumn<SessionFact> counter(const QString &title, Number SessionFact::*member)
{
    return {.title = title,
            .text = [member](const SessionFact &s,
                             const QDateTime &) { return Words::count(static_cast<quint64>(s.*member)); },
            .rank = [member](const SessionFact &s) { return QVariant::fromValue(s.*member); },
            .isNumber = true};
}

/** A column of a time: how long ago, and exactly when. */
FactColumn<SessionFact> age(const QString &title, QDateTime SessionFact::*member)
{
    return {.title = title,
            .text = [member](const SessionFact &s, const QDateTime &now) { return Words::age(s.*member, now); },
            .rank = [member](const SessionFact &s) { return s.*member; },
            .hint = [member](const SessionFact &s) { return Words::moment(s.*member); },
            .isNumber = true,
            .ages = true};
}

} // namespace

SessionModel::SessionModel(QObject *parent)
    : NumberedRows(
        {{.title = tr("Client"),
          .text = [](const SessionFact &s, const QDateTime &) { return client(s); },
          .hint = [](const SessionFact &s) { return tr("Session %1, %2").arg(s.number).arg(client(s)); }},
         {.title = tr("State"),
          .text = [](const SessionFact &s, const QDateTime &) { return Words::state(s); },
          .mark = &SessionModel::mark},
         {.title = tr("Connected by"),
          .text = [](const SessionFact &s, const QDateTime &) { return Words::front(s.front); },
          .hint = [](const SessionFact &s) { return tr("As %1").arg(s.principal); }},
         {.title = tr("Protocol"),
          .text = [](const SessionFact &s, const QDateTime &) { return Words::tame(s.protocolVersion); }},
         {.title = tr("Backends"), .text = [](const SessionFact &s, const QDateTime &) { return Words::view(s.view); }},
         counter(tr("Streams"), &SessionFact::streams),
         counter(tr("Running"), &SessionFact::callsOpen),
         counter(tr("Calls"), &SessionFact::calls),
         counter(tr("Events"), &SessionFact::eventsSent),
         counter(tr("Replayed"), &SessionFact::eventsReplayed),
         counter(tr("Missed"), &SessionFact::eventsMissed),
         {.title = tr("Sent"),
          .text = [](const SessionFact &s, const QDateTime &) { return Words::bytes(s.bytesSent); },
          .rank = [](const SessionFact &s) { return s.bytesSent; },
          .isNumber = true},
         age(tr("Active"), &SessionFact::lastActive),
         age(tr("Since"), &SessionFact::since)},
        parent)
{
}

Mark SessionModel::mark(const SessionFact &session)
{
    if (session.callsOpen > 0)
        return {"state-busy", Tone::Busy};
    return session.streams > 0 ? Mark{"state-ready", Tone::Good} : Mark{"state-quiet", Tone::Muted};
}

QString SessionModel::nameOf(quint64 number) const
{
    const SessionFact *session = find(number);
    return session ? Words::tame(session->client) : QString();
}

} // namespace Signalbox
