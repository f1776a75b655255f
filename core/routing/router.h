// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/call/call.h"
#include "core/routing/notice.h"

#include <QHash>
#include <QObject>

#include <functional>
#include <memory>

namespace Signalbox {

class Bus;
class Catalog;
class Policy;
class Subscriptions;
class Upstream;
class UpstreamSet;

/** What a front tells a client at its handshake. */
struct Greeting
{
    QByteArray capabilities; //!< raw JSON ServerCapabilities, legacy shape
    QByteArray instructions; //!< plain text, empty = none
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
    Router(UpstreamSet *upstreams, const Policy *policy, Bus *bus, QObject *parent = nullptr);
    ~Router() override;

    /** Where notices and questions without a call go. Set once, before the first request. */
    void setReceiver(NoticeReceiver *receiver);
    void setPolicy(const Policy *policy);

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
    /** A client's notification that concerns no call and no ask: roots/list_changed, or unknown ones of a one-backend view. */
    void notify(const Message &notification, const ClientPtr &client);

private:
    class Private;
    std::unique_ptr<Private> d;
};

} // namespace Signalbox
