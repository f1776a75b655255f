// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/http/httpserver.h"

#include "core/http/httpdoor.h"

namespace Signalbox {

HttpServer::HttpServer(HttpLimits limits, QObject *parent)
    : QObject(parent)
    , m_door(std::make_unique<HttpDoor>(limits, this))
{
}

HttpServer::~HttpServer() = default;

void HttpServer::setHandler(Handler handler)
{
    m_door->setHandler(std::move(handler));
}

Result<quint16> HttpServer::listen(const QStringList &addresses, quint16 port)
{
    return m_door->listen(addresses, port);
}

quint16 HttpServer::port() const
{
    return m_door->port();
}

QStringList HttpServer::addresses() const
{
    return m_door->addresses();
}

void HttpServer::setLimits(HttpLimits limits)
{
    m_door->setLimits(limits);
}

HttpCounters HttpServer::counters() const
{
    return m_door->counters();
}

void HttpServer::stopListening()
{
    m_door->stopListening();
}

} // namespace Signalbox
