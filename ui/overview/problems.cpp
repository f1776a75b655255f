// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/overview/problems.h"

#include "ui/overview/overview.h"
#include "ui/tables/backendmodel.h"

namespace Signalbox {

namespace {

constexpr qsizetype longestText = 500;

bool isAboutSettings(const QString &where)
{
    static constexpr const char *places[] = {"settings", "listen", "subscribe", "auth"};
    return std::ranges::any_of(places, [&where](const char *place) { return where == QLatin1String(place); });
}

Remedy restart(const BackendFact &backend, const QString &text)
{
    return {Remedy::Command, text, QStringLiteral("backend.restart"), {{QStringLiteral("name"), backend.slug}}, 0};
}

Problem aboutBackend(const BackendFact &backend)
{
    const QString name = Words::tame(backend.name, 60);
    const bool isLost = backend.state == BackendFact::Failed;
    Problem problem;
    problem.key = QStringLiteral("backend/%1").arg(backend.number);
    problem.mark = BackendModel::mark(backend.state);
    problem.title = isLost                             ? Problems::tr("“%1” does not work").arg(name)
        : backend.state == BackendFact::BackingOff ? Problems::tr("“%1” is tried again soon").arg(name)
                                                   : Problems::tr("“%1” works in part").arg(name);
    problem.text = Words::tame(backend.reason, longestText);
    problem.remedies = {restart(backend, isLost ? Problems::tr("Restart") : Problems::tr("Restart now")),
                        {Remedy::ShowBackend, Problems::tr("Show log"), {}, {}, backend.number}};
    if (isLost)
        problem.remedies.append({Remedy::OpenSettings, Problems::tr("Open settings"), {}, {}, 0});
    return problem;
}

Problem aboutTrouble(const TroubleFact &trouble)
{
    const QString where = Words::tame(trouble.where, 60);
    Problem problem;
    problem.key = QStringLiteral("trouble/%1").arg(trouble.serial);
    problem.mark = {"state-warning", Tone::Warning};
    problem.title = Problems::tr("%1, %2").arg(where, Words::clock(trouble.at).left(8));
    problem.text = Words::tame(trouble.what, longestText);
    if (isAboutSettings(trouble.where))
        problem.remedies.append({Remedy::OpenSettings, Problems::tr("Open settings"), {}, {}, 0});
    problem.remedies.append({Remedy::Dismiss, Problems::tr("Dismiss"), {}, {}, trouble.serial});
    return problem;
}

/** Its backend stands above with a button that mends it. */
bool isSaidByBackend(const TroubleFact &trouble, const BackendModel &backends)
{
    for (int row = 0; row < backends.rowCount(); ++row) {
        const BackendFact &backend = backends.at(row);
        if (backend.state == BackendFact::Failed && trouble.where == QStringLiteral("backend ") + backend.name)
            return true;
    }
    return false;
}

} // namespace

QList<Problem> Problems::of(const Overview &overview, const BackendModel &backends)
{
    QList<Problem> found;
    if (overview.isDeaf()) {
        found.append({QStringLiteral("listen"),
                      {"state-failed", Tone::Bad},
                      tr("No client can connect"),
                      tr("No address is listened on. Another program may have the port: choose another one in the settings."),
                      {{Remedy::OpenSettings, tr("Open settings"), {}, {}, 0}}});
    }
    for (const BackendFact::State state : {BackendFact::Failed, BackendFact::BackingOff, BackendFact::Degraded}) {
        for (int row = 0; row < backends.rowCount() && found.size() < most; ++row) {
            if (backends.at(row).state == state)
                found.append(aboutBackend(backends.at(row)));
        }
    }
    const QList<TroubleFact> troubles = overview.troubles();
    for (auto trouble = troubles.crbegin(); trouble != troubles.crend() && found.size() < most; ++trouble) {
        if (!isSaidByBackend(*trouble, backends))
            found.append(aboutTrouble(*trouble));
    }
    return found;
}

} // namespace Signalbox
