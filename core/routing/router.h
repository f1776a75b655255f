// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/call/call.h"
#include "core/routing/catalog.h"
#include "core/routing/notice.h"
#include "core/routing/taskids.h"
#include "core/upstream/carried.h"

#include <QHash>
#include <QObject>
#include <QTimer>

#include <functional>
#include <optional>
#include <memory>

namespace Signalbox {

class Bus;
class ListWaiters;
class LogLevels;
class NoticeRouter;
class Upstream;
class UpstreamSet;

/** What a front tells a client at its handshake. */
struct Greeting
{
    QByteArray capabilities; //!< raw JSON ServerCapabilities, legacy shape
    QByteArray instructions; //!< plain text, empty = none
    bool hasTasks = false; //!< those of 2026-07-28
};

/**
 * Which upstream answers this method: lists come from the Catalog, named things go to their owner with the name
 * spliced back to what the server knows, everything else is refused or, in a view of one backend, forwarded.
 * Asks Policy before it lists or forwards. Fronts talk to nothing else behind them. Core thread.
 */
class Router : public QObject
{
    Q_OBJECT

public:
    /** All outlive the router. */
    Router(UpstreamSet *upstreams, LogLevels *levels, const Policy *policy, Bus *bus, QObject *parent = nullptr);
    ~Router() override;

    /** Who hears of notices. Set once, before the first request. */
    void setReceivers(const QList<NoticeReceiver *> &receivers);
    /** What ids of tasks are sealed with; without it they do not outlive the process. */
    void setTaskKey(const QByteArray &key);
    void setPolicy(const Policy *policy);
    /** Slugs whose notifications clients of all backends get; empty = all. */
    void setSubscribed(const QList<QByteArray> &slugs);

    /** Whether a view of this backend exists (an enabled backend with that slug). */
    bool hasBackend(QByteArrayView slug) const;

    /** A client has agreed on a session: its backends are started if they are not. */
    void clientCame(const ClientPtr &client);
    /** Its session is over: subscriptions, log level and legs of its own go. Its calls were cancelled before. */
    void clientLeft(quint64 client);

    /**
     * What to greet a client of this view with. For one backend it waits until that backend is known, at most
     * `limits.listWait`. `greet` is called exactly once, perhaps from inside.
     */
    void greeting(const View &view, const ClientPtr &client, std::function<void(const Greeting &)> greet);

    /**
     * Starts a call for any request but initialize and ping. `owner` hears of it, perhaps from inside this call.
     * logging/setLevel, resources/subscribe and resources/unsubscribe are calls like all others.
     */
    CallPtr start(const Message &request, const ClientPtr &client, CallOwner *owner);
    /** Nothing for an id that is none of that client's. */
    std::optional<TaskIds::Task> taskOf(const Client &client, const QByteArray &publicId) const;
    /** News of that task for that client, until it leaves. */
    void followTask(const ClientPtr &client, const TaskIds::Task &task);
    /** The client wants log lines from that severity on, until it leaves. */
    void setLogLevel(const ClientPtr &client, int severity);
    /** While paused no tool is called; calls that are under way go on. */
    void setPaused(bool isPaused) { m_isPaused = isPaused; }
    bool isPaused() const { return m_isPaused; }
    /** The settings show other tools of that backend than before: told to those who see it. */
    void toolsShownChanged(const QByteArray &slug);
    /** Every tool with the name that clients of all backends know, also those that the settings hide. */
    QList<ListedTool> tools() const;
    /** Names that the settings hide of that backend, whether there are such tools or not. */
    QSet<QByteArray> hiddenTools(const QByteArray &backend) const { return m_policy->hiddenTools(backend); }
    /** The raw inputSchema of a tool if headers repeat some of its arguments, as far as is known; else empty. */
    QByteArray repeatingSchema(const View &view, const QByteArray &tool) const;
    /** A client's notification that concerns no call and no ask: roots/list_changed, or unknown ones of a one-backend view. */
    void notify(const Message &notification, const ClientPtr &client);

private:
    using Handle = void (Router::*)(const CallPtr &call);
    struct Row
    {
        QByteArrayView method;
        Handle handle;
    };
    static const Row *rowOf(QByteArrayView method);
    void route(const CallPtr &call);
    void routeUnknown(const CallPtr &call);
    void task(const CallPtr &call);
    AnswerEdit withPublicTask(const CallPtr &call, const QByteArray &slug) const;
    AnswerEdit withPublicTaskIfOne(const CallPtr &call, const QByteArray &slug) const;
    void carryNamed(const CallPtr &call, Upstream *upstream, const Message &request);
    QByteArray toolsFor(const Client &client, const QByteArray &list) const;
    /** Whether clients with a session make tasks of their own there (2025-11-25). */
    bool offersSessionTasks(const View &view) const;
    void list(const CallPtr &call);
    void answerList(const CallPtr &call, ListKind kind);
    void callTool(const CallPtr &call);
    void getPrompt(const CallPtr &call);
    void named(const CallPtr &call, ListKind kind, Action action);
    void forwardNamed(const CallPtr &call, ListKind kind, Action action);
    /** Finds the owner of params.uri, waiting for lists if need be; none = nobody lists it. */
    void withResource(const CallPtr &call, Action action, const std::function<void(const Owner &)> &go);
    void read(const CallPtr &call);
    Owner subscribed(const CallPtr &call, const Owner &owner);
    void subscribe(const CallPtr &call);
    void unsubscribe(const CallPtr &call);
    void complete(const CallPtr &call);
    void setLogLevel(const CallPtr &call);
    void wake(const ClientPtr &client);
    void onServersChanged();
    void tellCatalogLater();
    /** The one backend of the view; null after the call has failed because it is gone. */
    Upstream *only(const CallPtr &call);
    bool isAllowed(const CallPtr &call, Action action, const Upstream *upstream, const QByteArray &name);
    QByteArray greetingCapabilities(const View &view) const;
    bool greetsWithTasks(const View &view) const;
    QByteArray greetingInstructions(const View &view) const;

    UpstreamSet *m_upstreams;
    LogLevels *m_levels;
    const Policy *m_policy;
    Tap *m_tap;
    QTimer m_catalogNews; //!< before the catalog, which starts it
    std::unique_ptr<Catalog> m_catalog;
    std::unique_ptr<NoticeRouter> m_notices; //!< before the waiters: it makes the catalog forget what changed
    std::unique_ptr<ListWaiters> m_waiters;
    QHash<quint64, ClientPtr> m_clients;
    TaskIds m_taskIds;
    bool m_isPaused = false;
};

} // namespace Signalbox
