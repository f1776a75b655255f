// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/lists.h"

#include "app/announcement.h"
#include "app/cli/plaintext.h"
#include "app/cli/answer.h"
#include "app/cli/running.h"
#include "app/cli/table.h"

#include <QJsonArray>

#include <QHash>
#include <QSet>

#include <functional>

namespace Signalbox {

namespace {

int show(const CommandLine &line, const QString &command, const std::function<QString(const QJsonObject &)> &text)
{
    Result<RunningGateway, Setback> gateway = RunningGateway::find(line);
    if (!gateway)
        return complain(gateway.error());
    const Result<QJsonObject, Setback> answer = gateway->ask(command);
    if (!answer)
        return complain(answer.error());
    printOut(line.json ? PlainText::json(*answer) : text(*answer));
    return Ended;
}

QString sum(qsizetype number, const char *one, const char *many)
{
    return QStringLiteral("%1 %2").arg(PlainText::count(number), QLatin1StringView(number == 1 ? one : many));
}

QString doorOf(const QString &front)
{
    return front == u"sse" ? QStringLiteral("HTTP+SSE") : front == u"stream" ? QStringLiteral("stream API") : QString();
}

void addStreams(Table &table, const QJsonValue &session)
{
    const QJsonArray streams = session[QLatin1StringView("streams")].toArray();
    for (const QJsonValue stream : streams) {
        const QString kind = textIn(stream, "kind");
        const qint64 replayed = numberIn(stream, "replayed");
        table.add({idIn(session), idIn(stream),
                   kind == u"session" ? QStringLiteral("server messages") : QStringLiteral("answer to ") + kind,
                   textIn(stream, "state"), countIn(stream, "backlog"), countIn(stream, "delivered"),
                   PlainText::count(replayed)});
    }
}

} // namespace

Screen::Style styleOfState(const QString &state)
{
    static const QHash<QString, Screen::Style> styles = {
        {QStringLiteral("ready"), Screen::Good},         {QStringLiteral("found"), Screen::Faint},
        {QStringLiteral("stopped"), Screen::Faint},      {QStringLiteral("degraded"), Screen::Warning},
        {QStringLiteral("backing off"), Screen::Warning}, {QStringLiteral("failed"), Screen::Bad}};
    return styles.value(state, Screen::Plain);
}

QString reasonText(const QJsonValue &backend, const Screen &screen)
{
    const QString state = textIn(backend, "state");
    const QString said = PlainText::state(state);
    QString name = PlainText::tame(textIn(backend, "name"));
    if (screen.width > 0)
        name = PlainText::cut(name, screen.width - int(said.size()) - 2);
    return u'\n' + screen.painted(name + QStringLiteral(": ") + said, styleOfState(state)) + u'\n'
        + PlainText::wrapped(PlainText::tame(textIn(backend, "reason")), screen.width, 2) + u'\n';
}

QString sessionsText(const QJsonObject &answer, const Screen &screen, const QDateTime &now)
{
    const QJsonArray sessions = answer.value(QStringLiteral("sessions")).toArray();
    if (sessions.isEmpty())
        return QStringLiteral("No client has a session.\n");
    using Column = Table::Column;
    Table clients({{QStringLiteral("SESSION"), Column::Number}, {QStringLiteral("CLIENT"), Column::Long},
                   {QStringLiteral("PROTOCOL"), Column::Text}, {QStringLiteral("SEES"), Column::Long},
                   {QStringLiteral("SINCE"), Column::Number}, {QStringLiteral("ACTIVE"), Column::Number},
                   {QStringLiteral("CALLS"), Column::Number}, {QStringLiteral("EVENTS"), Column::Number},
                   {QStringLiteral("MISSED"), Column::Number}});
    Table streams({{QStringLiteral("SESSION"), Column::Number}, {QStringLiteral("STREAM"), Column::Number},
                   {QStringLiteral("FOR"), Column::Long}, {QStringLiteral("STATE"), Column::Text},
                   {QStringLiteral("BACKLOG"), Column::Number}, {QStringLiteral("DELIVERED"), Column::Number},
                   {QStringLiteral("REPLAYED"), Column::Number}});
    for (const QJsonValue session : sessions) {
        const QString view = textIn(session, "view");
        const QString door = doorOf(textIn(session, "front"));
        const QString protocol = textIn(session, "protocolVersion");
        const qint64 missed = numberIn(session, "eventsMissed");
        clients.add({idIn(session), textIn(session, "client") + u' ' + textIn(session, "clientVersion"),
                     door.isEmpty() || protocol.isEmpty() ? door + protocol : protocol + u' ' + door,
                     view.isEmpty() ? QStringLiteral("all") : view, PlainText::age(textIn(session, "since"), now),
                     PlainText::age(textIn(session, "lastActive"), now), countIn(session, "calls"),
                     countIn(session, "eventsSent"),
                     {PlainText::count(missed), missed > 0 ? Screen::Warning : Screen::Plain}});
        addStreams(streams, session);
    }
    return clients.text(screen) + (streams.isEmpty() ? QString() : u'\n' + streams.text(screen));
}

QString backendsText(const QJsonObject &answer, const Screen &screen, const QDateTime &now)
{
    const QJsonArray backends = answer.value(QStringLiteral("backends")).toArray();
    if (backends.isEmpty())
        return QStringLiteral("The settings have no server that is not disabled.\n");
    using Column = Table::Column;
    Table table({{QStringLiteral("NAME"), Column::Long}, {QStringLiteral("STATE"), Column::Text},
                 {QStringLiteral("SINCE"), Column::Number}, {QStringLiteral("KIND"), Column::Text},
                 {QStringLiteral("TOOLS"), Column::Number}, {QStringLiteral("CALLS"), Column::Number},
                 {QStringLiteral("ERRORS"), Column::Number}, {QStringLiteral("LATENCY"), Column::Number},
                 {QStringLiteral("SERVER"), Column::Long}});
    QString reasons;
    for (const QJsonValue backend : backends) {
        const QString state = textIn(backend, "state");
        const qint64 errors = numberIn(backend, "errors");
        const double latency = backend[QLatin1StringView("latencyMs")].toDouble();
        table.add({textIn(backend, "name"), {PlainText::state(state), styleOfState(state)},
                   PlainText::age(textIn(backend, "since"), now), textIn(backend, "kind"),
                   PlainText::known(numberIn(backend, "tools")), countIn(backend, "calls"),
                   {PlainText::count(errors), errors > 0 ? Screen::Warning : Screen::Plain},
                   latency > 0 ? PlainText::milliseconds(latency) : QStringLiteral("-"),
                   textIn(backend, "serverName") + u' ' + textIn(backend, "serverVersion")});
        if (!textIn(backend, "reason").isEmpty())
            reasons += reasonText(backend, screen);
    }
    return table.text(screen) + reasons;
}

QString toolsText(const QJsonObject &answer, const Screen &screen)
{
    const QJsonArray tools = answer.value(QStringLiteral("tools")).toArray();
    if (tools.isEmpty())
        return QStringLiteral("No server has told a tool yet; a server that sleeps tells them once it is needed.\n");
    using Column = Table::Column;
    Table table({{QStringLiteral("TOOL"), Column::Text}, {QStringLiteral("TOKENS"), Column::Number},
                 {QStringLiteral("DESCRIPTION"), Column::Long}});
    qint64 tokens = 0;
    QSet<QString> backends;
    for (const QJsonValue tool : tools) {
        tokens += numberIn(tool, "tokens");
        backends.insert(textIn(tool, "backend"));
        table.add({textIn(tool, "name"), countIn(tool, "tokens"), textIn(tool, "description")});
    }
    return table.text(screen)
        + QStringLiteral("\n%1 of %2, about %3 tokens\n")
              .arg(sum(tools.size(), "tool", "tools"), sum(backends.size(), "server", "servers"), PlainText::count(tokens));
}

int listSessions(const CommandLine &line)
{
    return show(line, QStringLiteral("sessions"), [](const QJsonObject &answer) {
        return sessionsText(answer, Screen::ofOutput(), QDateTime::currentDateTimeUtc());
    });
}

int listBackends(const CommandLine &line)
{
    return show(line, QStringLiteral("backends"), [](const QJsonObject &answer) {
        return backendsText(answer, Screen::ofOutput(), QDateTime::currentDateTimeUtc());
    });
}

namespace {

QJsonObject onlyOf(const QString &slug, const QJsonObject &answer)
{
    QJsonArray kept;
    const QJsonArray tools = answer.value(QStringLiteral("tools")).toArray();
    for (const QJsonValue tool : tools) {
        if (textIn(tool, "backend") == slug)
            kept.append(tool);
    }
    return {{QStringLiteral("tools"), kept}};
}

} // namespace

int listTools(const CommandLine &line)
{
    Result<RunningGateway, Setback> gateway = RunningGateway::find(line);
    if (!gateway)
        return complain(gateway.error());
    Result<QJsonObject, Setback> answer = gateway->ask(QStringLiteral("tools"));
    if (!answer)
        return complain(answer.error());
    if (!line.backend.isEmpty()) {
        const Result<QString, Setback> slug = gateway->slugOf(line.backend);
        if (!slug)
            return complain(slug.error());
        *answer = onlyOf(*slug, *answer);
    }
    printOut(line.json ? PlainText::json(*answer) : toolsText(*answer, Screen::ofOutput()));
    return Ended;
}

} // namespace Signalbox
