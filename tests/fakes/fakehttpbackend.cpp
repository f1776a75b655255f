// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/fakes/fakehttpbackend.h"

namespace Signalbox {

void FakeHttpBackend::send(const Message &message, const Route &route)
{
    // A notification or response is an exchange without an answer: it ends as soon as it was accepted (202).
    if (message.isRequest())
        m_exchanges.insert(route.exchange, message.id().toByteArray());
    FakeBackend::send(message, route);
}

void FakeHttpBackend::drop(quint64 exchange)
{
    m_exchanges.remove(exchange);
    FakeBackend::drop(exchange);
}

void FakeHttpBackend::listen(const HeaderList &headers)
{
    m_isListening = true;
    FakeBackend::listen(headers);
}

void FakeHttpBackend::answer(quint64 exchange, const Message &message, int httpStatus)
{
    // Looked up when it is told, not now: a drop in between wins.
    later([this, exchange, message, httpStatus] {
        const auto open = m_exchanges.constFind(exchange);
        if (open == m_exchanges.constEnd())
            return;
        if (message.isResponse() && message.id() == *open)
            m_exchanges.erase(open);
        Q_EMIT received(message, Origin{exchange, httpStatus});
    });
}

void FakeHttpBackend::fail(quint64 exchange, Failure::Kind kind)
{
    Failure failure{kind, 0, {}, QStringLiteral("the fake server failed this exchange")};
    if (kind == Failure::SessionGone)
        failure.httpStatus = 404;
    if (kind == Failure::Unauthorized) {
        failure.httpStatus = 401;
        failure.wwwAuthenticate = "Bearer realm=\"fake\"";
    }
    fail(exchange, failure);
}

void FakeHttpBackend::fail(quint64 exchange, const Failure &failure)
{
    later([this, exchange, failure] {
        if (m_exchanges.remove(exchange))
            Q_EMIT exchangeFailed(exchange, failure);
    });
}

void FakeHttpBackend::push(const Message &message)
{
    if (m_isListening)
        arrive(message, Origin{0, 200});
}

} // namespace Signalbox
