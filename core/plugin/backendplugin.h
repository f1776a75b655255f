// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/plugin/backend.h"
#include "core/result.h"

#include <QJsonObject>
#include <QString>
#include <QtPlugin>

#include <memory>

namespace Signalbox {

class Bus;

/** What a backend may know of the house it lives in. Values are fixed for the life of the process. */
struct Surroundings
{
    QString serverName; //!< the key in mcpServers, for sentences
    QString stateFolder; //!< an existing folder of the gateway; empty = keep nothing on disk
    QByteArray processTag; //!< "NAME=value", goes into the environment of every child, so that none is ever orphaned
    quint64 descriptorLimit = 0; //!< soft RLIMIT_NOFILE to give back to children; 0 = leave it
    qint64 messageLimit = 64 * 1024 * 1024; //!< longest message accepted from the server, bytes
    int depthLimit = 256; //!< deepest JSON accepted from the server
    int stopTime = 2000; //!< ms between closing a child's stdin and TERM, and between TERM and KILL
    Bus *bus = nullptr; //!< facts about the gateway; may be null; outlives every backend
};

/** The factory a plugin exports. Its metadata follows plugins/metadata.schema.json. */
class BackendPlugin
{
public:
    virtual ~BackendPlugin() = default;
    /**
     * `settings` is the server's entry in mcpServers with variables already expanded. The error names the key, what was
     * expected and what came.
     */
    virtual Result<std::unique_ptr<Backend>> create(const QJsonObject &settings, const Surroundings &surroundings) = 0;
};

} // namespace Signalbox

#define SIGNALBOX_BACKEND_IID "org.signalbox.BackendPlugin/1"
Q_DECLARE_INTERFACE(Signalbox::BackendPlugin, SIGNALBOX_BACKEND_IID)
