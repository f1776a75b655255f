// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/wire/message.h"
#include "plugins/http/refusal.h"
#include "plugins/http/remote.h"

#include <QObject>
#include <QTimer>

namespace Signalbox {

/**
 * One POST whose answer says no more than whether the message was taken: a notification, an answer to a question of the
 * server, and with HTTP+SSE any message. Tells taken() or failed(), then over(); it may be destroyed from inside these.
 */
class HttpDelivery : public QObject
{
    Q_OBJECT

public:
    struct Opening
    {
        QUrl url;
        HeaderList headers;
        QByteArray body;
        bool hasSession = false;
        bool isPaused = false;
        bool isRequest = false; //!< others limit the waiting for it
    };

    HttpDelivery(RemotePtr remote, const Opening &opening);

    void setPaused(bool paused);

Q_SIGNALS:
    void taken();
    void failed(const Signalbox::Failure &failure);
    void over();

private:
    void onHead(int status, const HeaderList &headers);
    void onData(const QByteArray &bytes);
    void onEnded(const TransferEnd &end);
    void onTimeout();
    void fail(const Failure &failure);
    void finish();

    RemotePtr m_remote;
    bool m_hasSession;
    bool m_isTaken = false;
    HttpAnswer m_answer;
    QTimer m_patience;
    std::unique_ptr<Transfer> m_transfer;
};

} // namespace Signalbox
