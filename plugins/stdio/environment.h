// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QMap>
#include <QProcessEnvironment>

namespace Signalbox {

/**
 * The environment of a server: the harmless part of ours (a list, README.md), PATH as given, then what the settings
 * say. Whatever else is in the gateway's environment (tokens, for example) is nobody's business.
 */
QProcessEnvironment childEnvironment(const QMap<QString, QString> &configured, const QString &path);

} // namespace Signalbox
