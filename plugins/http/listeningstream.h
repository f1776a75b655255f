// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/wire/message.h"
#include "plugins/http/eventmessages.h"
#include "plugins/http/refusal.h"
#include "plugins/http/remote.h"

#include <QElapsedTimer>
#include <QObject>
#include <QTimer>

namespace Signalbox {

/**
 * The stream (GET) on which a server of Streamable HTTP says what belongs to no request. Opened again after a loss for
 * as long as this lives, unless the server offers none. May be destroyed from inside its signals.
 */
class ListeningStream : public QObject
{
    Q_OBJECT

public:
    enum class State { Opening, Open, Waiting, NotOffered };

    /** `headers` are sent with each attempt; the session is one of them. */
    ListeningStream(RemotePtr remote, HeaderList headers, bool isPaused);

    void setPaused(bool paused);
    State state() const { return m_state; }

Q_SIGNALS:
    void received(const Signalbox::Message &message);
    void sessionLost(const Signalbox::Failure &failure);
    void stateChanged();
    /** Something went wrong that is no reason to stop; for the status. */
    void troubled(const QString &sentence);

private:
    void start();
    void onHead(int status, const HeaderList &headers);
    void onRefused();
    void onData(const QByteArray &bytes);
    void onEnded(const TransferEnd &end);
    void readEvents();
    bool tell(const QByteArray &text);
    void startAgain(QString why);
    void stop(State state);

    RemotePtr m_remote;
    HeaderList m_headers;
    bool m_isPaused;
    bool m_wasOpen = false;
    State m_state = State::Opening;
    HttpAnswer m_answer; //!< the head of the current attempt, and the body if it is a refusal
    EventMessages m_events;
    QElapsedTimer m_openSince;
    QTimer m_wait;
    std::unique_ptr<Transfer> m_transfer;
};

} // namespace Signalbox
