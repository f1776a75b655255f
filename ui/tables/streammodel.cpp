// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/tables/streammodel.h"

#include "ui/tables/sessionmodel.h"

namespace Signalbox {

namespace {

Mark mark(const StreamFact &stream)
{
    switch (stream.state) {
    case StreamFact::Open:
        return {"state-ready", Tone::Good};
    case StreamFact::Standby:
        return {"state-waiting", Tone::Muted};
    case StreamFact::Detached:
        return {"state-away", Tone::Warning};
    case StreamFact::Finished:
        return {"state-stopped", Tone::Muted};
    }
    return {};
}

FactColumn<StreamFact> counter(const QString &title, quint64 StreamFact::*member)
{
    return {.title = title,
            .text = [member](const StreamFact &s, const QDateTime &) { return Words::count(s.*member); },
            .rank = [member](const StreamFact &s) { return s.*member; },
            .isNumber = true};
}

} // namespace

StreamModel::StreamModel(const SessionModel *sessions, QObject *parent)
    : NumberedRows(
        {{.title = tr("Client"),
          .text =
              [sessions](const StreamFact &s, const QDateTime &) {
                  const QString name = sessions->nameOf(s.session);
                  return name.isEmpty() ? tr("Session %1").arg(s.session) : name;
              },
          .hint = [](const StreamFact &s) { return tr("Stream %1 of session %2").arg(s.number).arg(s.session); }},
         {.title = tr("State"),
          .text = [](const StreamFact &s, const QDateTime &) { return Words::state(s.state); },
          .mark = mark},
         {.title = tr("Carries"),
          .text = [](const StreamFact &s, const QDateTime &) { return Words::streamKind(s.kind); }},
         counter(tr("Delivered"), &StreamFact::delivered),
         counter(tr("Replayed"), &StreamFact::replayed),
         {.title = tr("Unsent"),
          .text =
              [](const StreamFact &s, const QDateTime &) {
                  return s.backlog > 0 ? Words::count(static_cast<quint64>(s.backlog)) : QString();
              },
          .rank = [](const StreamFact &s) { return s.backlog; },
          .isNumber = true},
         {.title = tr("Unsent size"),
          .text =
              [](const StreamFact &s, const QDateTime &) {
                  return s.backlogBytes > 0 ? Words::bytes(static_cast<quint64>(s.backlogBytes)) : QString();
              },
          .rank = [](const StreamFact &s) { return s.backlogBytes; },
          .isNumber = true},
         {.title = tr("Newest event"),
          .text = [](const StreamFact &s,
                     const QDateTime &) { return Words::tame(QString::fromLatin1(s.lastEventId)); }},
         {.title = tr("Since"),
          .text = [](const StreamFact &s, const QDateTime &now) { return Words::age(s.since, now); },
          .rank = [](const StreamFact &s) { return s.since; },
          .hint = [](const StreamFact &s) { return Words::moment(s.since); },
          .isNumber = true,
          .ages = true}},
        parent)
{
}

} // namespace Signalbox
