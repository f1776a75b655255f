// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/plugin/backendplugin.h"
#include "tests/fakes/usualanswers.h"

#include <QHash>
#include <QList>
#include <QPointer>

#include <functional>

namespace Signalbox {

class ActorPipe;

/**
 * MCP servers at the other end of pipes that do what the test says, one for each start. Without a script they greet,
 * list the tools "echo" and "hold", answer "echo" with its arguments and keep calls of "hold" in `held`.
 */
class Actor : public BackendPlugin
{
public:
    Result<std::unique_ptr<Backend>> create(const QJsonObject &settings, const Surroundings &surroundings) override;

    /** Looks at every message first; true = it has dealt with it. */
    std::function<bool(ActorPipe &pipe, const Message &message)> script;
    QHash<QByteArray, QByteArray> results; //!< by method, instead of the usual ones
    QByteArray capabilities = usualCapabilities;
    QByteArray instructions; //!< that its greeting gives
    bool greets = true; //!< false: initialize stays without answer
    bool exists = true; //!< false: cannot be started
    bool diesAtBirth = false;
    int livesFor = -1; //!< messages that the next one to start says before it dies; -1 = no such limit
    bool reads = true; //!< false: not writable
    bool closesSlowly = false; //!< close() is answered at endClosing()

    QList<Message> held; //!< calls of "hold"
    QList<Message> heard; //!< everything, as it came
    QList<QPointer<ActorPipe>> pipes; //!< one for each start
    int starts() const { return int(pipes.size()); }
    int count(QByteArrayView method) const;
    Message last(QByteArrayView method) const; //!< None if it was never heard
    /** The response to the question with that id; None if there is none yet. */
    Message responseTo(QByteArrayView id) const;

    void say(const Message &message); //!< on the newest pipe
    void say(const QByteArray &json);
    void notify(const QByteArray &method, const QByteArray &params = "{}");
    void answer(const Message &call, const QByteArray &result = R"({"content":[]})");
    void progress(const Message &call, int value);
    void ask(const QByteArray &id, const QByteArray &method, const QByteArray &params = "{}");
    void die(const QString &sentence = QStringLiteral("it died"));
    void setReads(bool itReads);
    bool isClosing() const;
    void endClosing();

private:
    friend class ActorPipe;
    void onMessage(ActorPipe &pipe, const Message &message);
};

class ActorPipe : public Backend
{
    Q_OBJECT

public:
    explicit ActorPipe(Actor *actor)
        : m_actor(actor)
    {
    }
    void open() override;
    void send(const Signalbox::Message &message, const Signalbox::Route &route) override;
    void drop(quint64) override { }
    void listen(const Signalbox::HeaderList &) override { }
    void pauseReading(bool) override { }
    bool writable() const override { return m_actor->reads; }
    void close() override;

    void give(const Message &message);
    void die(const Failure &failure);
    bool isClosing() const { return m_isClosing; }

private:
    void live();

    Actor *m_actor;
    int m_livesFor = -1;
    bool m_isOpen = false;
    bool m_isClosing = false;
    bool m_isOver = false;
};

} // namespace Signalbox
