// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/plugin/backendplugin.h"
#include "tests/fakes/fakehttpbackend.h"
#include "tests/fakes/usualanswers.h"
#include "tests/upstream/stage.h"

#include <QHash>
#include <QPointer>

#include <functional>

namespace Signalbox {

/**
 * An MCP server over HTTP that does what the test says; one FakeHttpBackend for each session. Without a script it
 * greets, answers "echo" with its arguments and keeps calls of "hold" in `held`. It can forget its sessions and be out
 * of reach, and counts what it carried out.
 */
class HttpActor : public BackendPlugin
{
public:
    struct Heard
    {
        QPointer<FakeHttpBackend> leg;
        Message message;
        Route route;
    };

    Result<std::unique_ptr<Backend>> create(const QJsonObject &settings, const Surroundings &surroundings) override;

    /** Looks at every message first; true = it has dealt with it. */
    std::function<bool(const Heard &heard)> script;
    QHash<QByteArray, QByteArray> results; //!< by method, instead of the usual ones
    bool isReachable = true; //!< false: nothing is sent
    void forgetSessions(); //!< those there are; what is open on them stays open

    QList<Heard> heard;
    QList<Heard> held; //!< calls of "hold"
    QList<QPointer<FakeHttpBackend>> legs;
    int carriedOut(const QByteArray &mark) const
    {
        return m_carriedOut.value(mark);
    } //!< calls with that argument "mark"
    void countCall(const Message &call); //!< for scripts that carry one out
    int count(QByteArrayView method) const;

    static void answer(const Heard &heard, const QByteArray &result = R"({"content":[]})");
    /** Says something on the exchange of that call. */
    static void sayOn(const Heard &heard, const Message &message);
    static void fail(const Heard &heard, Failure::Kind kind);
    FakeHttpBackend &newest() { return *legs.constLast(); }

private:
    void onMessage(FakeHttpBackend *leg, const Message &message, const Route &route);
    void carryOut(const Heard &heard);

    QList<const FakeHttpBackend *> m_forgotten;
    QHash<QByteArray, int> m_carriedOut;
};

/** The house with one HTTP server "web" below it. */
struct Web
{
    explicit Web(const Limits &limits = {}, Stage::Instances instances = Stage::Instances::Shared);
    bool settle() { return stage.settle(); }
    Upstream *upstream() const { return stage.upstream("web"); }
    int open() const { return upstream()->tally().open; } //!< calls at the server
    bool hasCalls(int count) const; //!< so many calls are open in the front, waits for it

    HttpActor server;
    Stage stage;
};

/** tools/call of that tool with the argument "mark", which names its side effect. */
QByteArray marked(const QByteArray &id, const QByteArray &tool, const QByteArray &mark);

} // namespace Signalbox
