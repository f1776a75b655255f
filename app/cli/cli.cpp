// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/cli.h"

#include "app/announcement.h"
#include "app/cli/check.h"
#include "app/cli/clients.h"
#include "app/cli/completion.h"
#include "app/cli/inspect.h"
#include "app/cli/lists.h"
#include "app/cli/log.h"
#include "app/cli/statuspage.h"
#include "app/cli/steering.h"

#include <QCoreApplication>

#include <algorithm>

namespace Signalbox {

namespace {

struct Row
{
    const char *name;
    int (*run)(const CommandLine &line, int &argc, char **argv);
};

/** For those that need no event loop. */
template <int (*Run)(const CommandLine &)> int plainly(const CommandLine &line, int &, char **)
{
    return Run(line);
}

constexpr Row rows[] = {
    {"backends", plainly<listBackends>}, {"check", check},
    {"clients", plainly<clientsCommand>}, {"close", plainly<closeNumber>},
    {"completion", plainly<showCompletion>}, {"inspect", plainly<inspectWire>},
    {"log", plainly<showLog>},           {"restart", plainly<steerBackend>},
    {"sessions", plainly<listSessions>}, {"start", plainly<steerBackend>},
    {"status", plainly<showStatus>},     {"stop", plainly<steerBackend>},
    {"tools", plainly<listTools>},
};

} // namespace

int runSubcommand(const CommandLine &line, int &argc, char **argv)
{
    QCoreApplication::setApplicationName(QStringLiteral("signalbox"));
    QCoreApplication::setApplicationVersion(QStringLiteral(SIGNALBOX_VERSION));
    const auto row = std::ranges::find_if(rows, [&](const Row &r) { return line.subcommand == QLatin1StringView(r.name); });
    Q_ASSERT(row != std::end(rows));
    return row->run(line, argc, argv);
}

} // namespace Signalbox
