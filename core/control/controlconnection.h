// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/result.h"

#include <QByteArray>
#include <QJsonObject>
#include <QLocalSocket>
#include <QObject>

namespace Signalbox {

class Control;

/** One peer of the control socket: takes a line, has it answered, takes the next. Deletes itself when the peer leaves.
 */
class ControlConnection : public QObject
{
    Q_OBJECT

public:
    /** Takes over `socket`, which is connected. */
    ControlConnection(QLocalSocket *socket, Control *control, qsizetype longestLine, QObject *parent);

    /** Tells the peer why it is turned away. */
    void refuse(const QString &sentence);

private:
    void next();
    void run(const QByteArray &line);
    void answer(const Result<QJsonObject> &result);

    QLocalSocket *m_socket;
    Control *m_control;
    qsizetype m_longestLine;
    QByteArray m_begun; //!< read, not yet run
    bool m_busy = false; //!< a request waits for its answer; the next stays in the socket
};

} // namespace Signalbox
