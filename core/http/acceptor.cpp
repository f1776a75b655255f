// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/http/acceptor.h"

#include "core/http/httpdoor.h"

#include <QTimer>

#include <sys/socket.h>

namespace Signalbox {

namespace {

constexpr int backlog = 4096;
constexpr int pauseAfterError = 100; // ms; out of descriptors: Qt stops accepting and does not begin again

} // namespace

Acceptor::Acceptor(HttpDoor *door)
    : m_door(door)
{
    setListenBacklogSize(backlog);
    connect(this, &QTcpServer::acceptError, this,
            [this] { QTimer::singleShot(pauseAfterError, this, &Acceptor::goOn); });
}

void Acceptor::goOn()
{
    if (!m_stopped)
        resumeAccepting();
}

void Acceptor::stop()
{
    m_stopped = true;
    pauseAccepting();
    ::shutdown(static_cast<int>(socketDescriptor()), SHUT_RD);
}

void Acceptor::incomingConnection(qintptr fd)
{
    m_door->accept(static_cast<int>(fd), serverPort());
}

} // namespace Signalbox
