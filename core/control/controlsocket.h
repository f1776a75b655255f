// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/result.h"

#include <QLocalServer>
#include <QObject>

namespace Signalbox {

class Control;

/** What one peer of the control socket may use. */
struct ControlLimits
{
    qsizetype line = 1024 * 1024; //!< longest request
    int connections = 32;
};

/**
 * The door for the person's other programs (the subcommands, scripts): a local socket that only the same user can
 * open. A request is one line, {"command": "session.close", "arguments": {…}}; the answer is one line, {"ok": true,
 * "result": {…}} or {"ok": false, "error": "sentence"}. Requests of one connection are answered in turn.
 */
class ControlSocket : public QObject
{
    Q_OBJECT

public:
    /** `control` outlives this. */
    explicit ControlSocket(Control *control, ControlLimits limits = {}, QObject *parent = nullptr);
    ~ControlSocket() override;

    /** The folder exists and is ours alone. What a killed process left there is replaced, a living one is not. */
    Result<void> listen(const QString &path);

private:
    void take();

    Control *m_control;
    ControlLimits m_limits;
    QLocalServer m_server;
    int m_connections = 0;
};

} // namespace Signalbox
