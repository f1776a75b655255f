// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/config/config.h"
#include "core/result.h"

#include <QProcessEnvironment>

namespace Signalbox {

/** What a settings file says: what can be used of it, and what cannot. */
struct Reading
{
    Config config;
    QList<ConfigProblem> problems;
};

/** Where the settings are unless the person says otherwise: `$XDG_CONFIG_HOME/signalbox/signalbox.json`. */
QString defaultConfigFile(const QProcessEnvironment &environment);

/** The bytes of a settings file, 4 MiB at most; nothing (and no error) if there is no such file. */
Result<std::optional<QByteArray>, ConfigProblem> readConfigBytes(const QString &file);

/**
 * Settings from text. Fails only if nothing may be used: no JSON, or doubt about who may come in (`auth`). No file at
 * all is the built-in server `desk` alone.
 */
Result<Reading, ConfigProblem> parseConfig(const std::optional<QByteArray> &text, const QString &file,
                                           const QProcessEnvironment &environment);

} // namespace Signalbox
