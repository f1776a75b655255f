// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/config/config.h"
#include "core/result.h"

#include <QObject>

#include <memory>
#include <optional>

namespace Signalbox {

class Bus;
class Control;

/** What the program gives the gateway besides the settings; fixed for the life of the process. */
struct GatewaySetup
{
    QString stateFolder; //!< exists, 0700, locked by this process
    quint64 epoch = 1; //!< raised and synced at every start, so that no event id is ever issued twice
    QByteArray sealKey; //!< 32 secret bytes that outlive the process; seals what clients carry
    QByteArray processTag; //!< "NAME=value", carried by every child
    quint64 descriptorLimit = 0; //!< soft limit of open files to give back to children; 0 = leave it
    std::optional<quint16> port; //!< from the command line; wins over the settings
};

/**
 * Builds and owns all of core, in order of construction; start, apply, stop. Knows no widget. Lives in the core
 * thread, under an EpollDispatcher.
 */
class Gateway : public QObject
{
    Q_OBJECT

public:
    Gateway(GatewaySetup setup, Bus *bus, Control *control, QObject *parent = nullptr);
    ~Gateway() override;

    /** Listens, mounts the endpoints, starts the eager backends. The port that is really listened on, or why not. */
    Result<quint16> start(const Config &config);
    /** New settings: only what changed is touched; sessions stay. Problems of single parts go to Bus::troubled. */
    void apply(const Config &config);
    /** Ends streams, sessions and backends in good order, children gone; answers stopped(). */
    void stop();

Q_SIGNALS:
    void stopped();

private:
    class Private;
    std::unique_ptr<Private> d;
};

} // namespace Signalbox
