// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/check.h"

#include "app/announcement.h"
#include "app/cli/answer.h"
#include "app/cli/owntrials.h"
#include "app/cli/running.h"
#include "app/cli/runningtrials.h"
#include "core/config/configreader.h"

#include <QFileInfo>
#include <QJsonDocument>

#include <algorithm>

namespace Signalbox {

namespace {

QString titleOf(const QString &what, bool isGood, const Screen &screen)
{
    return screen.painted(isGood ? QStringLiteral("ok  ") : QStringLiteral("BAD "), isGood ? Screen::Good : Screen::Bad) + what;
}

/** What is left to say on the lines below, in line with the text above. */
QString hanging(const QString &text, const Screen &screen, int indent)
{
    return PlainText::wrapped(PlainText::tame(text), screen.width, indent).sliced(indent);
}

struct Looked
{
    QJsonArray problems;
    QList<ServerConfig> servers; //!< to be tried
    QJsonObject text; //!< the file as it stands
    qsizetype disabled = 0;
    bool isThere = true;
};

Looked lookAt(const QString &file)
{
    Looked looked;
    const auto environment = QProcessEnvironment::systemEnvironment();
    const auto bytes = readConfigBytes(file);
    if (!bytes) {
        looked.problems.append(bytes.error().text());
        return looked;
    }
    looked.isThere = bytes->has_value();
    const Result<Reading, ConfigProblem> reading = parseConfig(*bytes, file, environment);
    if (!reading) {
        looked.problems.append(reading.error().text());
        return looked;
    }
    for (const ConfigProblem &problem : reading->problems)
        looked.problems.append(problem.text());
    for (const ServerConfig &server : reading->config.servers) {
        if (server.disabled)
            ++looked.disabled;
        else
            looked.servers.append(server);
    }
    looked.text = QJsonDocument::fromJson(bytes->value_or(QByteArray())).object();
    return looked;
}

QString settingsText(const QString &file, const Looked &looked, const Screen &screen)
{
    const bool isGood = looked.problems.isEmpty();
    QString said = looked.isThere ? QStringLiteral("%1 to try").arg(looked.servers.size())
                                  : QStringLiteral("no such file, so the built-in server \"desk\" serves");
    if (looked.disabled > 0)
        said += QStringLiteral(", %1 disabled").arg(looked.disabled);
    QString text = screen.painted(QStringLiteral("Settings %1").arg(PlainText::tame(file)), Screen::Heading) + u'\n'
        + QStringLiteral("  %1  %2\n").arg(titleOf(QStringLiteral("Servers  "), true, screen), said);
    if (isGood)
        return text;
    for (const QJsonValue problem : looked.problems) {
        text += QStringLiteral("  %1  %2\n").arg(titleOf(QStringLiteral("Problem  "), false, screen),
                                                 hanging(problem.toString(), screen, 17));
    }
    return text;
}

} // namespace

QString trialText(const QString &name, const QJsonObject &answer, const Screen &screen)
{
    constexpr int indent = 17; // of what follows "  ok  Handshake  "
    constexpr qsizetype shownWords = 5;
    QString text = u'\n' + screen.painted(PlainText::tame(name), Screen::Heading) + u'\n';
    const QJsonArray steps = rowsIn(answer, "steps");
    for (const QJsonValue step : steps) {
        const bool isGood = step[QLatin1StringView("ok")].toBool();
        const qint64 ms = numberIn(step, "ms");
        QString detail = textIn(step, "detail");
        if (ms > 0)
            detail += QStringLiteral(" (%1)").arg(PlainText::milliseconds(double(ms)));
        const QString what = PlainText::tame(textIn(step, "what")).leftJustified(9, u' ');
        text += QStringLiteral("  %1  %2\n").arg(titleOf(what, isGood, screen), hanging(detail, screen, indent));
    }
    const QJsonArray words = rowsIn(answer, "lastWords");
    const bool isSaid = words.size() == 1 && text.contains(PlainText::tame(words.first().toString(), 400));
    if (answer.value(QStringLiteral("ok")).toBool() || words.isEmpty() || isSaid)
        return text;
    text += QStringLiteral("      It wrote to its error output:\n");
    for (qsizetype i = std::max<qsizetype>(0, words.size() - shownWords); i < words.size(); ++i)
        text += QStringLiteral("        ") + screen.painted(PlainText::tame(words[i].toString(), 400), Screen::Faint) + u'\n';
    return text;
}

int check(const CommandLine &line, int &argc, char **argv)
{
    CommandLine about = line;
    if (!line.words.isEmpty())
        about.configFile = line.words.first();
    const QString file = RunningGateway::settingsFile(about);
    if (!line.words.isEmpty() && !QFileInfo::exists(file))
        return complain({SettingsUnusable, QStringLiteral("%1 is not there").arg(file)});
    const Screen screen = Screen::ofOutput();
    const Looked looked = lookAt(file);
    if (!line.json)
        printOut(settingsText(file, looked, screen));

    bool isGood = looked.problems.isEmpty();
    QJsonArray tried;
    const TrialReport report = [&](const ServerConfig &server, QJsonObject answer) {
        isGood = isGood && answer.value(QStringLiteral("ok")).toBool();
        if (!line.json)
            printOut(trialText(server.name, answer, screen));
        answer.insert(QStringLiteral("name"), server.name);
        tried.append(answer);
    };
    // Where a gateway runs with this file, its environment is the one that counts.
    const QString socket = RunningGateway::controlSocket(file, line.stateFolder);
    const int ended = ControlClient::answers(socket) ? tryInGateway(socket, looked.servers, looked.text, report)
                                                     : tryHere(looked.servers, report, argc, argv);
    if (line.json) {
        printOut(PlainText::json({{QStringLiteral("ok"), isGood},
                                  {QStringLiteral("file"), file},
                                  {QStringLiteral("problems"), looked.problems},
                                  {QStringLiteral("backends"), tried}}));
    } else if (ended == Ended) {
        printOut(isGood ? QStringLiteral("\nAll is well.\n") : QStringLiteral("\nTrouble was found: see the lines marked BAD.\n"));
    }
    if (ended != Ended)
        return ended;
    return isGood ? Ended : TroubleFound;
}

} // namespace Signalbox
