// SPDX-License-Identifier: GPL-3.0-or-later
#include "plugins/stdio/stdioplugin.h"

#include "plugins/stdio/household.h"
#include "plugins/stdio/stdiobackend.h"

#include <csignal>

namespace Signalbox {

StdioPlugin::StdioPlugin(QObject *parent)
    : QObject(parent)
    , m_household(std::make_shared<Household>())
{
    // A write to a server that just died is an error to be answered, not the end of the gateway.
    ::signal(SIGPIPE, SIG_IGN);
}

StdioPlugin::~StdioPlugin() = default;

Result<std::unique_ptr<Backend>> StdioPlugin::create(const QJsonObject &settings, const Surroundings &surroundings)
{
    const Result<StdioSettings> read = StdioSettings::read(settings);
    if (!read)
        return read.error();
    return std::unique_ptr<Backend>(std::make_unique<StdioBackend>(*read, surroundings, m_household));
}

} // namespace Signalbox
