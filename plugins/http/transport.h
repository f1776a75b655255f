// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "plugins/http/remote.h"

#include <QJsonObject>
#include <QObject>

namespace Signalbox {

/** A message on its way out. */
struct Departure
{
    quint64 key = 0; //!< the exchange, or a number of its own for what belongs to none
    Message message;
    Route route;
};

/**
 * One of the two ways to speak MCP over HTTP with sessions. Carries what it is given at once, in any order. Nothing is
 * told from inside a call; after closed() nothing is told. May be destroyed from inside its signals.
 */
class Transport : public QObject
{
    Q_OBJECT

public:
    using QObject::QObject;

    virtual void open() = 0; //!< answers opened() or closed()
    virtual void post(const Departure &departure) = 0;
    virtual void drop(quint64 key) = 0;
    virtual void listen(const HeaderList &headers) = 0;
    virtual void setPaused(bool paused) = 0;
    virtual void close() = 0; //!< answers closed() without a failure
    /** Whether the server has nowhere to say what it was not asked for. */
    virtual bool isOneWay() const { return false; }
    virtual QJsonObject status() const = 0;

Q_SIGNALS:
    void opened();
    /** The server has what was posted under this key, or it failed. */
    void taken(quint64 key);
    void received(const Signalbox::Message &message, const Signalbox::Origin &origin);
    void exchangeFailed(quint64 exchange, const Signalbox::Failure &failure);
    /** The handshake was answered as a server does that speaks the other way. */
    void handshakeRefused(const Signalbox::Failure &failure);
    void closed(const Signalbox::Failure &failure);
    void troubled(const QString &sentence); //!< for the status alone
    void statusChanged();
};

} // namespace Signalbox
