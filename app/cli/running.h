// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/commandline.h"
#include "app/exitcode.h"
#include "core/control/controlclient.h"

namespace Signalbox {

/** Why something asked of the gateway did not work, and how the program ends then. */
struct Setback
{
    ExitCode code = Failed;
    QString sentence;
};

/** Tells the person; the exit code. */
int complain(const Setback &fault);

/** The gateway that runs with the settings of this command line; asks it, and waits for the answer. */
class RunningGateway
{
public:
    static QString settingsFile(const CommandLine &line);
    static QString controlSocket(const QString &settingsFile, const QString &stateFolder);
    static Result<RunningGateway, Setback> find(const CommandLine &line);

    /** The slug of the backend with that name or slug. */
    Result<QString, Setback> slugOf(const QString &backend);
    void interruptedBy(int descriptor) { m_client.interruptedBy(descriptor); }
    Result<QJsonObject, Setback> ask(const QString &command, const QJsonObject &arguments = {},
                                   std::chrono::milliseconds limit = std::chrono::seconds(30));

private:
    explicit RunningGateway(ControlClient client)
        : m_client(std::move(client))
    {
    }

    ControlClient m_client;
};

} // namespace Signalbox
