// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/plugin/backendplugin.h"

#include <QList>
#include <QPointer>

namespace Signalbox {

class ScriptedPipe;

/**
 * An MCP server at the other end of a pipe that does what the test says. It greets, lists the tools "echo" and "hold"
 * and the resource "note:1", answers "echo" at once and keeps calls of "hold" until the test answers them.
 */
class ScriptedServer : public BackendPlugin
{
public:
    Result<std::unique_ptr<Backend>> create(const QJsonObject &settings, const Surroundings &surroundings) override;

    /** Sends a message as it is. */
    void say(const Message &message);
    void say(const QByteArray &method, const QByteArray &params = {}); //!< a notification
    /** Answers the held call with this result. */
    void answer(const Message &held, const QByteArray &result = "{\"content\":[]}");
    /** Progress of the held call. */
    void progress(const Message &held, int value);

    QList<Message> held; //!< calls of "hold", as they came
    QList<Message> heard; //!< everything else that is no request: notifications and responses
    bool knowsItself = true; //!< false: does not answer initialize

private:
    friend class ScriptedPipe;
    void onMessage(ScriptedPipe *pipe, const Message &message);
    QPointer<ScriptedPipe> m_pipe; //!< the newest
};

class ScriptedPipe : public Backend
{
    Q_OBJECT

public:
    explicit ScriptedPipe(ScriptedServer *server)
        : m_server(server)
    {
    }
    void open() override;
    void send(const Message &message, const Route &route) override;
    void drop(quint64) override { }
    void listen(const HeaderList &) override { }
    void pauseReading(bool) override { }
    bool writable() const override { return true; }
    void close() override;
    void give(const Message &message);

private:
    ScriptedServer *m_server;
    bool m_open = false;
};

} // namespace Signalbox
