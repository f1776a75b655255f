// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/config/statefolder.h"

#include <QElapsedTimer>
#include <QLocalSocket>
#include <QObject>
#include <QStringList>
#include <QTimer>

namespace Signalbox {

/**
 * Finds the gateway of a settings file by its control socket, and starts one if none runs and one is wanted. Several may
 * start one at the same time: the lock of the state folder lets one of them live, and everyone finds that one.
 */
class GatewayFinder : public QObject
{
    Q_OBJECT

public:
    /** `options` are for the gateway that is started: those that lead it to the same settings and state. */
    GatewayFinder(StateFolder state, QStringList options, QObject *parent = nullptr);

    /** Answers found() or failed(), at once or within some seconds. */
    void find(bool mayStart);

Q_SIGNALS:
    void found(const QString &url);
    void failed(const QString &sentence);

private:
    void look();
    void read();
    void looked(const QString &url);
    void start();
    bool isHopeless();
    QString lastWords() const;
    QString logFile() const { return m_state.file(QStringLiteral("started.log")); }

    StateFolder m_state;
    QStringList m_options;
    QLocalSocket m_socket;
    QByteArray m_answer; //!< as far as it came
    QTimer m_answerLimit;
    QTimer m_again;
    QElapsedTimer m_since; //!< it was started
    QElapsedTimer m_sinceGone; //!< the one we started ended
    qint64 m_pid = 0; //!< of the one we started for this search; 0 = none
    bool m_isLooking = false;
    bool m_mayStart = false;
};

} // namespace Signalbox
