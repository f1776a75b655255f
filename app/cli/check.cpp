// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/check.h"

#include "app/announcement.h"
#include "app/cli/answer.h"
#include "app/cli/owntrials.h"
#include "app/cli/running.h"
#include "app/cli/runningtrials.h"
#include "app/cli/trialtext.h"
#include "core/config/configreader.h"

#include <QFileInfo>
#include <QJsonDocument>

namespace Signalbox {

namespace {

struct Looked
{
    QJsonArray problems;
    QList<ServerConfig> servers; //!< to be tried
    QJsonObject text; //!< the file as it stands
    qsizetype disabled = 0;
    bool isThere = true;
    bool isUsable = false;
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
    looked.isUsable = true;
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
    QString said = looked.isThere ? QStringLiteral("%1 to try").arg(looked.servers.size())
                                  : QStringLiteral("no such file, so the built-in server \"desk\" serves");
    if (looked.disabled > 0)
        said += QStringLiteral(", %1 disabled").arg(looked.disabled);
    if (!looked.isUsable)
        said = QStringLiteral("none can be tried as long as the file cannot be used");
    QString text = screen.painted(QStringLiteral("Settings %1").arg(PlainText::tame(file)), Screen::Heading) + u'\n'
        + QStringLiteral("  %1  %2\n").arg(checkMark(QStringLiteral("Servers"), looked.isUsable, screen), said);
    for (const QJsonValue problem : looked.problems) {
        text += QStringLiteral("  %1  %2\n").arg(checkMark(QStringLiteral("Problem"), false, screen),
                                                 hanging(problem.toString(), screen));
    }
    return text;
}

} // namespace

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
