// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/control/controlconnection.h"

#include "core/control/control.h"

#include <QJsonDocument>
#include <QPointer>

namespace Signalbox {

namespace {
constexpr qint64 mostUnread = 256 * 1024; //!< bytes of answers that a peer leaves lying before it is heard again
}

ControlConnection::ControlConnection(QLocalSocket *socket, Control *control, qsizetype longestLine, QObject *parent)
    : QObject(parent)
    , m_socket(socket)
    , m_control(control)
    , m_longestLine(longestLine)
{
    m_socket->setParent(this);
    m_socket->setReadBufferSize(longestLine + 1);
    connect(m_socket, &QLocalSocket::readyRead, this, &ControlConnection::next);
    connect(m_socket, &QLocalSocket::bytesWritten, this, &ControlConnection::next);
    connect(m_socket, &QLocalSocket::disconnected, this, &QObject::deleteLater);
    if (m_socket->state() != QLocalSocket::ConnectedState)
        deleteLater();
    QMetaObject::invokeMethod(this, &ControlConnection::next, Qt::QueuedConnection);
}

void ControlConnection::refuse(const QString &sentence)
{
    m_busy = true; // nothing more is read
    const QJsonObject object{{QStringLiteral("ok"), false}, {QStringLiteral("error"), sentence}};
    m_socket->write(QJsonDocument(object).toJson(QJsonDocument::Compact) + '\n');
    m_socket->disconnectFromServer();
}

void ControlConnection::next()
{
    // Who does not read its answers gets no more of them: they would lie here.
    if (m_busy || m_socket->bytesToWrite() > mostUnread)
        return;
    // Whatever lies in the socket is taken out of it: a buffer that stays full is never filled again.
    if (!m_begun.contains('\n'))
        m_begun += m_socket->read(m_longestLine + 1 - m_begun.size());
    const qsizetype end = m_begun.indexOf('\n');
    if (end >= 0) {
        m_busy = true;
        const QByteArray line = m_begun.first(end).trimmed();
        m_begun.remove(0, end + 1);
        run(line);
        return;
    }
    if (m_begun.size() > m_longestLine)
        refuse(QStringLiteral("the request is longer than %1 bytes").arg(m_longestLine));
}

void ControlConnection::run(const QByteArray &line)
{
    const QPointer<ControlConnection> self(this);
    const auto reply = [self](const Result<QJsonObject> &result) {
        if (self)
            self->answer(result);
    };
    const QJsonObject request = QJsonDocument::fromJson(line).object();
    const QJsonValue command = request.value(QStringLiteral("command"));
    const QJsonValue arguments = request.value(QStringLiteral("arguments"));
    if (!command.isString() || !(arguments.isObject() || arguments.isUndefined())) {
        reply(Reason{QStringLiteral("expected one line {\"command\": \"help\", \"arguments\": {}}")});
        return;
    }
    m_control->invoke(command.toString(), arguments.toObject(), reply, this);
}

void ControlConnection::answer(const Result<QJsonObject> &result)
{
    QJsonObject object{{QStringLiteral("ok"), result.ok()}};
    if (result)
        object.insert(QStringLiteral("result"), *result);
    else
        object.insert(QStringLiteral("error"), result.error().sentence);
    m_socket->write(QJsonDocument(object).toJson(QJsonDocument::Compact) + '\n');
    m_socket->flush();
    m_busy = false;
    // Not at once: many requests in the buffer would make a deep stack.
    QMetaObject::invokeMethod(this, &ControlConnection::next, Qt::QueuedConnection);
}

} // namespace Signalbox
