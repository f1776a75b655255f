// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/statuspage.h"

#include "app/announcement.h"
#include "app/cli/answer.h"
#include "app/cli/lists.h"
#include "app/cli/running.h"

#include <QMap>

#include <algorithm>

namespace Signalbox {

namespace {

QString field(const char *title, const QString &text, const Screen &screen)
{
    return screen.painted(QStringLiteral("%1").arg(QLatin1StringView(title), -11), Screen::Heading) + text + u'\n';
}

QString several(qint64 number, const char *one, const char *many)
{
    return PlainText::count(number) + u' ' + QLatin1StringView(number == 1 ? one : many);
}

QJsonArray backendsIn(const QJsonObject &answers)
{
    return rowsIn(answers.value(QStringLiteral("backends")).toObject(), "backends");
}

/** "4: 3 ready, 1 failed" */
QString summary(const QJsonArray &backends)
{
    QMap<QString, int> states;
    for (const QJsonValue backend : backends)
        ++states[PlainText::state(textIn(backend, "state"))];
    QStringList parts;
    for (auto state = states.cbegin(); state != states.cend(); ++state)
        parts.append(QStringLiteral("%1 %2").arg(state.value()).arg(state.key()));
    return parts.isEmpty() ? QStringLiteral("none") : QStringLiteral("%1: %2").arg(backends.size()).arg(parts.join(QStringLiteral(", ")));
}

QString problems(const QJsonArray &backends, const Screen &screen)
{
    QString text;
    for (const QJsonValue backend : backends) {
        const QString state = textIn(backend, "state");
        if (state == u"failed" || state == u"degraded" || state == u"backing off")
            text += reasonText(backend, screen);
    }
    return text;
}

} // namespace

bool hasTrouble(const QJsonObject &answers)
{
    const QJsonArray backends = backendsIn(answers);
    return std::any_of(backends.begin(), backends.end(),
                       [](const QJsonValue &backend) { return textIn(backend, "state") == u"failed"; });
}

QString statusText(const QJsonObject &answers, const Screen &screen, const QDateTime &now)
{
    const QJsonObject version = answers.value(QStringLiteral("version")).toObject();
    const QJsonObject status = answers.value(QStringLiteral("status")).toObject();
    const QJsonObject counts = status.value(QStringLiteral("counts")).toObject();
    const QJsonArray backends = backendsIn(answers);
    QString text = QStringLiteral("signalbox %1, process %2, up %3\n")
                       .arg(PlainText::tame(textIn(version, "version")))
                       .arg(numberIn(version, "pid"))
                       .arg(PlainText::age(textIn(status, "since"), now));
    QStringList urls;
    const QJsonArray addresses = rowsIn(version, "urls");
    for (const QJsonValue url : addresses)
        urls.append(PlainText::tame(url.toString()));
    text += field("Address", urls.isEmpty() ? QStringLiteral("none") : urls.join(QStringLiteral("  ")), screen);
    text += field("Settings", PlainText::tame(textIn(version, "settings")), screen);
    text += field("Clients",
                  QStringLiteral("%1, %2, %3 open now")
                      .arg(several(numberIn(counts, "sessions"), "session", "sessions"),
                           several(numberIn(counts, "streams"), "stream", "streams"),
                           several(numberIn(counts, "calls"), "call", "calls")),
                  screen);
    QString calls = QStringLiteral("%1 so far").arg(countIn(status, "calls"));
    if (numberIn(status, "calls") > 0)
        calls += QStringLiteral(", %1, %2 each added by the gateway")
                     .arg(several(numberIn(status, "errors"), "error", "errors"),
                          PlainText::milliseconds(status.value(QStringLiteral("addedMs")).toDouble()));
    text += field("Calls", calls, screen);
    text += field("Traffic",
                  QStringLiteral("%1 in, %2 out, %3")
                      .arg(PlainText::bytes(numberIn(status, "bytesIn")), PlainText::bytes(numberIn(status, "bytesOut")),
                           several(numberIn(status, "eventsSent"), "event sent", "events sent")),
                  screen);
    return text + field("Servers", summary(backends), screen) + problems(backends, screen);
}

int showStatus(const CommandLine &line)
{
    Result<RunningGateway, Setback> gateway = RunningGateway::find(line);
    if (!gateway)
        return complain(gateway.error());
    QJsonObject answers;
    for (const char *command : {"version", "status", "backends"}) {
        const QString name = QLatin1StringView(command);
        const Result<QJsonObject, Setback> answer = gateway->ask(name);
        if (!answer)
            return complain(answer.error());
        answers.insert(name, *answer);
    }
    const bool isTroubled = hasTrouble(answers);
    if (line.json) {
        QJsonObject all = answers;
        all.insert(QStringLiteral("backends"), backendsIn(answers));
        all.insert(QStringLiteral("ok"), !isTroubled);
        printOut(PlainText::json(all));
    } else {
        printOut(statusText(answers, Screen::ofOutput(), QDateTime::currentDateTimeUtc()));
    }
    return isTroubled ? TroubleFound : Ended;
}

} // namespace Signalbox
