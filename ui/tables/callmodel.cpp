// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/tables/callmodel.h"

namespace Signalbox {

namespace {

Mark mark(const CallFact &call)
{
    switch (call.state) {
    case CallFact::Waiting:
        return {"state-waiting", Tone::Warning};
    case CallFact::AtServer:
        return {"state-busy", Tone::Busy};
    case CallFact::AtClient:
        return {"state-away", Tone::Warning};
    }
    return {};
}

FactColumn<CallFact> words(const QString &title, QString (*text)(const CallFact &call))
{
    FactColumn<CallFact> made;
    made.title = title;
    made.text = [text](const CallFact &call, const QDateTime &) { return text(call); };
    return made;
}

} // namespace

CallModel::CallModel(QObject *parent)
    : NumberedRows(
        {words(tr("Client"),
               [](const CallFact &c) {
                   return c.client.isEmpty() ? tr("Session %1").arg(c.session) : Words::tame(c.client);
               }),
         words(tr("Wants"), [](const CallFact &c) { return Words::call(c); }),
         words(tr("Of"), [](const CallFact &c) { return Words::tame(c.backend); }),
         {.title = tr("Now"),
          .text = [](const CallFact &c, const QDateTime &) { return Words::state(c.state); },
          .rank = [](const CallFact &c) { return static_cast<int>(c.state); },
          .mark = mark},
         {.title = tr("For"),
          .text = [](const CallFact &c, const QDateTime &now) { return Words::age(c.since, now); },
          .rank = [](const CallFact &c) { return c.since; },
          .hint = [](const CallFact &c) { return Words::moment(c.since); },
          .isNumber = true,
          .ages = true}},
        parent)
{
}

void CallModel::takeAll(const QList<CallFact> &calls)
{
    QSet<quint64> told;
    for (const CallFact &call : calls) {
        told.insert(call.number);
        take(call);
    }
    keepOnly(told);
}

} // namespace Signalbox
