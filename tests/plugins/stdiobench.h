// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/plugin/pluginhost.h"

#include <QJsonArray>
#include <QTest>

namespace Signalbox {

/** The stdio plugin as the gateway has it, and the test server to run with it. */
class StdioBench
{
public:
    StdioBench()
    {
        surroundings.processTag = "SIGNALBOX_TEST_TAG=none";
        surroundings.stopTime = 300;
        m_host.scan({QStringLiteral(TEST_BINARY_DIRECTORY "/lib/signalbox/plugins")});
    }

    static QString server() { return QStringLiteral(TEST_BINARY_DIRECTORY "/tests/echoserver"); }

    /** A backend that runs the test server with these arguments. */
    std::unique_ptr<Backend> make(const QStringList &arguments = {})
    {
        return make(QJsonObject{{QStringLiteral("command"), server()},
                                {QStringLiteral("args"), QJsonArray::fromStringList(arguments)}});
    }
    /** Nothing, with a warning, if the settings are refused. */
    std::unique_ptr<Backend> make(const QJsonObject &settings)
    {
        Result<std::unique_ptr<Backend>> made = m_host.create(QStringLiteral("stdio"), settings, surroundings);
        if (!made) {
            qWarning("%s", qPrintable(made.error().sentence));
            return {};
        }
        return std::move(made.value());
    }
    QString refusal(const QJsonObject &settings)
    {
        const auto made = m_host.create(QStringLiteral("stdio"), settings, surroundings);
        return made ? QString() : made.error().sentence;
    }

    Surroundings surroundings;

private:
    PluginHost m_host{QString()};
};

} // namespace Signalbox
