// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/control/controlsocket.h"

#include "core/control/controlclient.h"
#include "core/control/controlconnection.h"

#include <QFile>
#include <QLocalSocket>

#include <sys/socket.h>
#include <unistd.h>

namespace Signalbox {

namespace {

bool isSameUser(qintptr descriptor)
{
    ucred peer = {};
    socklen_t length = sizeof peer;
    return ::getsockopt(int(descriptor), SOL_SOCKET, SO_PEERCRED, &peer, &length) == 0 && peer.uid == ::geteuid();
}

} // namespace

ControlSocket::ControlSocket(Control *control, ControlLimits limits, QObject *parent)
    : QObject(parent)
    , m_control(control)
    , m_limits(limits)
{
    m_server.setSocketOptions(QLocalServer::UserAccessOption);
    connect(&m_server, &QLocalServer::newConnection, this, &ControlSocket::take);
}

ControlSocket::~ControlSocket()
{
    m_server.close();
}

Result<void> ControlSocket::listen(const QString &path)
{
    if (ControlClient::answers(path))
        return Reason{QStringLiteral("another process answers at %1").arg(path)};
    QFile::remove(path);
    if (!m_server.listen(path))
        return Reason{QStringLiteral("cannot listen at %1: %2").arg(path, m_server.errorString())};
    QFile::setPermissions(path, QFile::ReadOwner | QFile::WriteOwner);
    return {};
}

void ControlSocket::take()
{
    while (QLocalSocket *socket = m_server.nextPendingConnection()) {
        const bool trusted = isSameUser(socket->socketDescriptor());
        auto *connection = new ControlConnection(socket, m_control, m_limits.line, this);
        ++m_connections;
        connect(connection, &QObject::destroyed, this, [this] { --m_connections; });
        if (!trusted)
            connection->refuse(QStringLiteral("only the user who runs the gateway may ask here"));
        else if (m_connections > m_limits.connections)
            connection->refuse(QStringLiteral("too many connections, %1 at most").arg(m_limits.connections));
    }
}

} // namespace Signalbox
