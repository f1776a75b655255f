// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/config/statefolder.h"

#include <QElapsedTimer>
#include <QObject>
#include <QStringList>
#include <QTimer>

namespace Signalbox {

/**
 * Finds the gateway of a settings file by its control socket, and starts one if none runs. Several may start one at the
 * same time: the lock of the state folder lets one of them live, and everyone finds that one.
 */
class GatewayFinder : public QObject
{
    Q_OBJECT

public:
    /** `options` are for the gateway that is started: those that lead it to the same settings and state. */
    GatewayFinder(StateFolder state, QStringList options, QObject *parent = nullptr);

    /** Answers found() or failed(), at once or within some seconds. */
    void find();

Q_SIGNALS:
    void found(const QString &url);
    void failed(const QString &sentence);

private:
    void look();
    QString urlOfRunning() const;
    bool startGateway() const;

    StateFolder m_state;
    QStringList m_options;
    QTimer m_again;
    QElapsedTimer m_since;
    bool m_isStarted = false; //!< one was started for this search
};

} // namespace Signalbox
