// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/wire/message.h"
#include "plugins/http/eventmessages.h"
#include "plugins/http/refusal.h"
#include "plugins/http/remote.h"

#include <QObject>
#include <QTimer>

namespace Signalbox {

/**
 * One request over Streamable HTTP until its answer: the POST, its JSON or event stream, and where the stream breaks
 * off, going on with it. The message is never posted twice. Tells taken() once, welcomed() at most once, any number of
 * messages, settled() once, over() last; it may be destroyed from inside any of these.
 */
class HttpExchange : public QObject
{
    Q_OBJECT

public:
    struct Opening
    {
        Message request;
        HeaderList headers; //!< of the protocol, for this server and this message
        QByteArray session; //!< empty: none is sent
        bool isPaused = false;
    };

    HttpExchange(RemotePtr remote, Opening opening);

    void setPaused(bool paused);
    /** The session that the answer to this very request founded: going on with its stream needs it. */
    void setSession(const QByteArray &session) { m_opening.session = session; }
    /** Ends it with this failure, whatever came so far. */
    void fail(const Failure &failure);

    const Message &request() const { return m_opening.request; }
    bool isHandshake() const { return m_isHandshake; }

Q_SIGNALS:
    /** The server has it, or it failed. */
    void taken();
    /** The head of a 2xx answer. */
    void welcomed(const Signalbox::HeaderList &headers);
    void received(const Signalbox::Message &message, int status);
    /** The resuming showed that the server forgot the session. */
    void sessionLost(const Signalbox::Failure &failure);
    /** Failure::None: the answer was told. */
    void settled(const Signalbox::Failure &failure);
    /** Something went wrong that is no reason to stop; for the status. */
    void troubled(const QString &sentence);
    /** Nothing more to do here. */
    void over();

private:
    enum class Reading { Head, Json, Events, Refusal, Rest };

    void carry(std::unique_ptr<Transfer> transfer);
    void resume();
    void onHead(int status, const HeaderList &headers);
    void onResumed();
    void onData(const QByteArray &bytes);
    void onEnded(const TransferEnd &told);
    void readEvents(const QByteArray &bytes);
    void readJson();
    void readLines(qsizetype from);
    void readRefusal();
    bool tell(const QByteArray &text);
    void readCutJson(const QString &why);
    Message claimed(const Message &message) const;
    bool isAnswer(const Message &message) const;
    void onStreamLost(const QString &why);
    void failUnknown(const QString &what);
    void settle(const Failure &failure);
    RefusedRequest asked() const;

    RemotePtr m_remote;
    Opening m_opening;
    bool m_isHandshake;
    bool m_isTaken = false;
    bool m_isSettled = false;
    bool m_isResumed = false;
    bool m_isOneText = false; //!< its JSON is no list of lines
    Reading m_reading = Reading::Head;
    HttpAnswer m_answer;
    std::optional<EventMessages> m_events;
    QString m_fault; //!< of the last event that was no message
    QTimer m_wait; //!< until the stream is resumed, or until the rest of an answer is not waited for any more
    std::unique_ptr<Transfer> m_transfer;
};

/** The header that carries the session. */
Header sessionHeader(const QByteArray &session);

} // namespace Signalbox
