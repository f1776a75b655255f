// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/config/privatefiles.h"
#include "core/result.h"

#include <QJsonObject>
#include <QString>

#include <chrono>

namespace Signalbox {

/**
 * Asks a running gateway over its control socket: one line asks, one line answers. It waits for the answer and needs no
 * event loop: for programs that do nothing else, never inside the gateway.
 */
class ControlClient
{
public:
    static Result<ControlClient> connectTo(const QString &path);
    /** Whether anybody accepts connections there. Does not wait. */
    static bool answers(const QString &path);

    // What travels, for those who cannot wait.
    static QByteArray request(const QString &command, const QJsonObject &arguments);
    static Result<QJsonObject> resultIn(const QByteArray &line);

    Result<QJsonObject> ask(const QString &command, const QJsonObject &arguments,
                            std::chrono::milliseconds limit = std::chrono::seconds(30));
    // The two halves of ask(), for those who ask several gateways or on several connections.
    Result<void> send(const QString &command, const QJsonObject &arguments,
                      std::chrono::milliseconds limit = std::chrono::seconds(30));
    Result<QJsonObject> receive(std::chrono::milliseconds limit = std::chrono::seconds(30));
    /** Once that descriptor can be read, whoever waits for an answer goes without one. */
    void interruptedBy(int descriptor) { m_interruption = descriptor; }
    /** Whether the gateway was found to have hung up. */
    bool isGone() const { return m_isGone; }

private:
    explicit ControlClient(Descriptor socket)
        : m_socket(std::move(socket))
    {
    }
    Result<void> writeAll(QByteArrayView bytes, std::chrono::steady_clock::time_point end);
    Result<QByteArray> readLine(std::chrono::steady_clock::time_point end);

    Descriptor m_socket;
    QByteArray m_rest; //!< read after the last answer
    bool m_isGone = false;
    int m_interruption = -1; //!< none
};

} // namespace Signalbox
