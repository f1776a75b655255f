// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QDateTime>
#include <QJsonObject>
#include <QList>
#include <QMetaType>
#include <QString>
#include <QStringList>

/*
 * What the gateway tells whoever watches: values with serial numbers, never a session id, a token or a pointer into
 * core. `number` identifies a thing for as long as the process lives and is never used twice.
 */
namespace Signalbox {

struct SessionFact
{
    quint64 number = 0;
    QString client; //!< name as the client calls itself; untrusted text
    QString clientVersion;
    QString protocolVersion;
    QString front; //!< "legacy", "modern", "sse", "stream"
    QString view; //!< "" = all backends, else the backend's slug
    QString principal;
    QDateTime since;
    QDateTime lastActive;
    int streams = 0;
    int callsOpen = 0;
    quint64 calls = 0;
    quint64 eventsSent = 0;
    quint64 eventsReplayed = 0;
    quint64 eventsMissed = 0; //!< reported to the client as lagged
    quint64 bytesSent = 0;
};

struct StreamFact
{
    enum State { Open, Standby, Detached, Finished };
    quint64 number = 0;
    quint64 session = 0;
    QString kind; //!< "session" (the GET stream) or the method of the request it answers
    State state = Open;
    int backlog = 0; //!< events kept and not yet written
    qint64 backlogBytes = 0;
    QByteArray lastEventId; //!< of the newest event kept
    quint64 delivered = 0;
    quint64 replayed = 0;
    QDateTime since;
};

struct BackendFact
{
    enum State { Found, Starting, Ready, Degraded, BackingOff, Stopped, Failed };
    quint64 number = 0;
    QString name; //!< as in the settings
    QString slug; //!< as in tool names and URLs
    QString kind; //!< "stdio", "desk", …
    State state = Found;
    bool disabled = false; //!< switched off in the settings: nobody is served by it
    QString reason; //!< why it is not Ready, in words that say what to do
    QString instances; //!< "shared" or "session"
    QString serverName;
    QString serverVersion;
    QString protocolVersion;
    int legs = 0; //!< live connections
    bool exclusive = false; //!< a leg answers one call at a time because of an unattributable question
    int tools = -1; //!< -1 = not known yet
    int prompts = -1;
    int resources = -1;
    int templates = -1;
    int callsOpen = 0;
    quint64 calls = 0;
    quint64 errors = 0;
    quint64 notices = 0;
    quint64 restarts = 0;
    double latency = 0; //!< ms, smoothed, time the server took
    QDateTime since; //!< of this state
    QDateTime nextTry; //!< BackingOff: when
    QJsonObject status; //!< the plugin's own facts (pid, stderr, …)
};

struct NoticeFact
{
    quint64 serial = 0;
    QDateTime at;
    QString source; //!< slug of the backend
    QString type; //!< method of the notification
    QString level; //!< of a log line, else empty
    QByteArray data; //!< the notification, at most 4 KiB of it
    bool cut = false; //!< data was longer
    int receivers = 0; //!< sessions it was given to
};

/** Counters since the start, told at human speed while somebody watches. */
struct TrafficFact
{
    quint64 calls = 0;
    quint64 errors = 0;
    quint64 notices = 0;
    quint64 eventsSent = 0;
    quint64 bytesIn = 0;
    quint64 bytesOut = 0;
    quint64 connections = 0;
    quint64 refused = 0;
    double added = 0; //!< ms a call takes from its front to its server and back besides the server's own time, smoothed
    QDateTime startedAt;
};

struct TroubleFact
{
    quint64 serial = 0;
    QDateTime at;
    QString where; //!< "settings", "backend filesystem", "listen", …
    QString what; //!< what happened and what to do
};

struct AskFact
{
    quint64 number = 0;
    quint64 session = 0;
    QString source; //!< slug of the backend that asks
    QString method;
    QByteArray question; //!< the params, only when the person is asked
    QString tool; //!< in whose call it came, only when the person is asked
    QDateTime until; //!< when nobody waits for the answer any more, likewise
    bool open = true;
    QString outcome; //!< once closed: "answered", "refused", "timed out", "withdrawn", "client left"
};

} // namespace Signalbox

Q_DECLARE_METATYPE(Signalbox::SessionFact)
Q_DECLARE_METATYPE(Signalbox::StreamFact)
Q_DECLARE_METATYPE(Signalbox::BackendFact)
Q_DECLARE_METATYPE(Signalbox::NoticeFact)
Q_DECLARE_METATYPE(Signalbox::TrafficFact)
Q_DECLARE_METATYPE(Signalbox::TroubleFact)
Q_DECLARE_METATYPE(Signalbox::AskFact)
