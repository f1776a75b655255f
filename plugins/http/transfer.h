// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/plugin/backend.h"

#include <QByteArray>
#include <QObject>
#include <QString>
#include <QUrl>

namespace Signalbox {

/** One HTTP request to a server of ours. */
struct TransferRequest
{
    QByteArray method; //!< "POST", "GET" or "DELETE"
    QUrl url; //!< http or https
    HeaderList headers; //!< sent as they are, besides those that HTTP itself needs
    QByteArray body;
};

/** How a transfer ended. */
struct TransferEnd
{
    enum Kind {
        Complete, //!< the whole answer was read
        NotSent, //!< no byte of the body left this machine: certainly not executed
        Cut, //!< it went wrong after the request may have been read: executed or not, nobody knows
        Refused //!< it redirects to where we do not go: not executed
    };
    Kind kind = Complete;
    QString sentence; //!< for a person: what happened and what to do; empty if complete
};

/**
 * One HTTP request on its way, from the moment CurlClient::start() made it. Nothing is told from inside a call of its
 * own functions, nor from inside start(). Order: headArrived() once, dataArrived() any number of times, ended() once;
 * ended() alone if there never was an answer. Destroying it aborts the request and nothing more is told; it may be
 * destroyed from inside any of its signals. Core thread.
 */
class Transfer : public QObject
{
    Q_OBJECT

public:
    using QObject::QObject;

    /** While paused nothing is read from the connection, and what was read already is not told. */
    virtual void setPaused(bool paused) = 0;

Q_SIGNALS:
    /** The head of the final answer: redirects within the same origin were followed before. */
    void headArrived(int status, const Signalbox::HeaderList &headers);
    void dataArrived(const QByteArray &bytes);
    void ended(const Signalbox::TransferEnd &end);
};

} // namespace Signalbox
