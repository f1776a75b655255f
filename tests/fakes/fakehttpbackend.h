// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "tests/fakes/fakebackend.h"

#include <QHash>

namespace Signalbox {

/**
 * A scripted backend with everything that only HTTP has: each request is an exchange with a status of its own, an
 * exchange may fail alone or be dropped, and what belongs to no exchange comes on a stream that has to be opened.
 */
class FakeHttpBackend : public FakeBackend
{
    Q_OBJECT

public:
    using FakeBackend::FakeBackend;

    void send(const Signalbox::Message &message, const Signalbox::Route &route) override;
    void drop(quint64 exchange) override;
    void listen(const Signalbox::HeaderList &headers) override;

    /** Answers on an exchange; anything but a response leaves it open, like an event stream. Lost if it was dropped. */
    void answer(quint64 exchange, const Message &message, int httpStatus = 200);
    /** Ends one exchange; SessionGone has status 404, Unauthorized 401 with a challenge. */
    void fail(quint64 exchange, Failure::Kind kind);
    void fail(quint64 exchange, const Failure &failure);
    /** On the unsolicited stream; lost if nobody listens. */
    void push(const Message &message);

    bool hasExchange(quint64 exchange) const { return m_exchanges.contains(exchange); }
    bool isListening() const { return m_isListening; }

private:
    QHash<quint64, QByteArray> m_exchanges; //!< open ones, with the id that an answer has to have
    bool m_isListening = false;
};

} // namespace Signalbox
