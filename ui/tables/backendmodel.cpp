// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/tables/backendmodel.h"

namespace Signalbox {

namespace {

QString server(const BackendFact &backend)
{
    return Words::tame((backend.serverName + QLatin1Char(' ') + backend.serverVersion).trimmed());
}

template <typename Number> FactColumn<BackendFact> counter(const QString &title, Number BackendFact::*member)
{
    return {.title = title,
            .text = [member](const BackendFact &b,
                             const QDateTime &) { return Words::count(static_cast<quint64>(b.*member)); },
            .rank = [member](const BackendFact &b) { return QVariant::fromValue(b.*member); },
            .isNumber = true};
}

/** A column of a number that is not known before the server was asked. */
FactColumn<BackendFact> listed(const QString &title, int BackendFact::*member)
{
    return {.title = title,
            .text = [member](const BackendFact &b, const QDateTime &) { return Words::known(b.*member); },
            .rank = [member](const BackendFact &b) { return b.*member; },
            .isNumber = true};
}

} // namespace

BackendModel::BackendModel(QObject *parent)
    : NumberedRows(
        {{.title = tr("Name"),
          .text = [](const BackendFact &b, const QDateTime &) { return Words::tame(b.name); },
          .hint = [](const BackendFact &b) { return tr("Tool names begin with %1__").arg(b.slug); }},
         {.title = tr("State"),
          .text = [](const BackendFact &b, const QDateTime &) { return Words::state(b); },
          .rank = [](const BackendFact &b) { return static_cast<int>(b.state); },
          .hint = [](const BackendFact &b) { return b.reason; },
          .mark = [](const BackendFact &b) { return mark(b.state); }},
         {.title = tr("Kind"), .text = [](const BackendFact &b, const QDateTime &) { return Words::tame(b.kind); }},
         {.title = tr("Server"), .text = [](const BackendFact &b, const QDateTime &) { return server(b); }},
         {.title = tr("Protocol"),
          .text = [](const BackendFact &b, const QDateTime &) { return Words::tame(b.protocolVersion); }},
         listed(tr("Tools"), &BackendFact::tools),
         listed(tr("Prompts"), &BackendFact::prompts),
         listed(tr("Resources"), &BackendFact::resources),
         counter(tr("Running"), &BackendFact::callsOpen),
         counter(tr("Calls"), &BackendFact::calls),
         counter(tr("Errors"), &BackendFact::errors),
         counter(tr("Notifications"), &BackendFact::notices),
         counter(tr("Restarts"), &BackendFact::restarts),
         {.title = tr("Answers in"),
          .text = [](const BackendFact &b, const QDateTime &) { return Words::milliseconds(b.latency); },
          .rank = [](const BackendFact &b) { return b.latency; },
          .isNumber = true},
         {.title = tr("Since"),
          .text = [](const BackendFact &b, const QDateTime &now) { return Words::age(b.since, now); },
          .rank = [](const BackendFact &b) { return b.since; },
          .hint = [](const BackendFact &b) { return Words::moment(b.since); },
          .isNumber = true,
          .ages = true}},
        parent)
{
}

Mark BackendModel::mark(BackendFact::State state)
{
    switch (state) {
    case BackendFact::Found:
        return {"state-quiet", Tone::Muted};
    case BackendFact::Starting:
        return {"state-starting", Tone::Busy};
    case BackendFact::Ready:
        return {"state-ready", Tone::Good};
    case BackendFact::Degraded:
        return {"state-warning", Tone::Warning};
    case BackendFact::BackingOff:
        return {"state-waiting", Tone::Warning};
    case BackendFact::Stopped:
        return {"state-stopped", Tone::Muted};
    case BackendFact::Failed:
        return {"state-failed", Tone::Bad};
    }
    return {};
}

} // namespace Signalbox
