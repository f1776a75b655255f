// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/running.h"

#include "app/announcement.h"
#include "app/cli/answer.h"
#include "core/config/configreader.h"
#include "core/config/statefolder.h"

#include <QFileInfo>

namespace Signalbox {

namespace {

QString absolute(const QString &path)
{
    return path.isEmpty() ? path : QFileInfo(path).absoluteFilePath();
}

} // namespace

int complain(const Setback &fault)
{
    printError(PlainText::tame(fault.sentence));
    return fault.code;
}

QString RunningGateway::settingsFile(const CommandLine &line)
{
    return line.configFile.isEmpty() ? defaultConfigFile(QProcessEnvironment::systemEnvironment()) : absolute(line.configFile);
}

QString RunningGateway::controlSocket(const QString &settingsFile, const QString &stateFolder)
{
    return StateFolder::locate(settingsFile, absolute(stateFolder), QProcessEnvironment::systemEnvironment()).controlSocket;
}

Result<RunningGateway, Setback> RunningGateway::find(const CommandLine &line)
{
    const QString file = settingsFile(line);
    Result<ControlClient> client = ControlClient::connectTo(controlSocket(file, line.stateFolder));
    if (client)
        return RunningGateway(std::move(*client));
    return Setback{NoGateway,
                 QStringLiteral("no gateway runs with the settings %1; start one with \"signalbox\", or name its settings "
                                "with --config (and --state)")
                     .arg(file)};
}

Result<QString, Setback> RunningGateway::slugOf(const QString &backend)
{
    const Result<QJsonObject, Setback> answer = ask(QStringLiteral("backends"));
    if (!answer)
        return answer.error();
    QStringList known;
    const QJsonArray backends = rowsIn(*answer, "backends");
    for (const QJsonValue each : backends) {
        if (textIn(each, "name") == backend || textIn(each, "slug") == backend)
            return textIn(each, "slug");
        known.append(textIn(each, "name"));
    }
    return Setback{Failed, QStringLiteral("--backend: expected one of %1; got \"%2\"").arg(known.join(QStringLiteral(", ")), backend)};
}

Result<QJsonObject, Setback> RunningGateway::ask(const QString &command, const QJsonObject &arguments, std::chrono::milliseconds limit)
{
    Result<QJsonObject> answer = m_client.ask(command, arguments, limit);
    if (answer)
        return std::move(*answer);
    if (m_client.isGone())
        return Setback{NoGateway, QStringLiteral("the gateway has ended")};
    return Setback{Failed, answer.error().sentence};
}

} // namespace Signalbox
