// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/call/call.h"
#include "core/control/control.h"

#include <QHash>
#include <QTimer>

namespace Signalbox {

class Bus;
class Person;
class Router;

/**
 * The person as a client: calls of tools that somebody at this machine makes to try them. They take the way of all
 * calls through the Router, so policy, ids and ownership hold, and what their servers ask goes to the person.
 * Core thread.
 */
class ToolCommands : public QObject, private CallOwner
{
    Q_OBJECT

public:
    /** All outlive this. */
    struct Rooms
    {
        Router *router = nullptr;
        Person *person = nullptr;
        Bus *bus = nullptr;
    };
    ToolCommands(Control *control, Rooms rooms);
    ~ToolCommands() override;

    /** A question that a server asks this client outside of a call; false if it is another client's. */
    bool ask(quint64 client, const AskPtr &ask);
    /** Ends what is open; nothing is started any more. */
    void close();

private:
    struct Trial
    {
        CallPtr call;
        QString tag; //!< what the asker calls it; may be empty
        Control::Answer answer;
        qint64 toldAt = 0; //!< steady ms of the last progress told
    };
    void call(const QJsonObject &arguments, const Control::Answer &answer);
    void load(const Control::Answer &answer);
    void start(QByteArrayView method, const QByteArray &params, Trial trial);
    QJsonObject asks() const;
    Result<QJsonObject> cancel(const QString &tag);
    void offer(const AskPtr &ask);
    Trial take(const Call &call);
    ClientPtr client();
    void leave();

    void progressed(Call &call, const Message &notification) override;
    void logged(Call &call, const Message &notification) override;
    void asked(Call &call, const AskPtr &ask) override;
    void finished(Call &call, const Message &answer) override;

    Rooms m_rooms;
    ClientPtr m_client; //!< none while nobody tries anything
    QHash<QByteArray, Trial> m_trials; //!< by the id of the request
    QTimer m_idle;
    quint64 m_lastId = 0;
    bool m_closed = false;
};

} // namespace Signalbox
