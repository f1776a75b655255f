// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/connect/gatewayfinder.h"

#include "core/control/controlclient.h"
#include "core/plugin/processtree.h"

#include <QCoreApplication>
#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QJsonArray>
#include <QProcess>

#include <algorithm>
#include <utility>

namespace Signalbox {

namespace {

constexpr int answerLimit = 2'000; //!< ms; a gateway that runs answers in milliseconds
constexpr qsizetype longestAnswer = 64 * 1024;
constexpr int lookAgain = 50; //!< ms, while one starts
constexpr qint64 startLimit = 20'000; //!< ms
constexpr qint64 otherStartLimit = 3'000; //!< ms for the one that has the lock when ours found it taken
constexpr qint64 longestLog = 256 * 1024;
constexpr qint64 longestWords = 1'000;

} // namespace

GatewayFinder::GatewayFinder(StateFolder state, QStringList options, QObject *parent)
    : QObject(parent)
    , m_state(std::move(state))
    , m_options(std::move(options))
{
    m_again.setSingleShot(true);
    m_again.setInterval(lookAgain);
    m_answerLimit.setSingleShot(true);
    m_answerLimit.setInterval(answerLimit);
    connect(&m_again, &QTimer::timeout, this, &GatewayFinder::look);
    connect(&m_answerLimit, &QTimer::timeout, this, [this] { looked({}); });
    connect(&m_socket, &QLocalSocket::connected, this,
            [this] { m_socket.write(ControlClient::request(QStringLiteral("version"), {})); });
    connect(&m_socket, &QLocalSocket::readyRead, this, &GatewayFinder::read);
    connect(&m_socket, &QLocalSocket::errorOccurred, this, [this] { looked({}); });
    connect(&m_socket, &QLocalSocket::disconnected, this, [this] { looked({}); });
}

void GatewayFinder::find(bool mayStart)
{
    m_mayStart = mayStart;
    m_pid = 0;
    look();
}

void GatewayFinder::look()
{
    m_answer.clear();
    m_isLooking = true;
    m_answerLimit.start();
    m_socket.connectToServer(m_state.controlSocket);
}

void GatewayFinder::read()
{
    if (!m_isLooking)
        return;
    m_answer += m_socket.readAll();
    const qsizetype end = m_answer.indexOf('\n');
    if (end < 0 && m_answer.size() <= longestAnswer)
        return;
    const Result<QJsonObject> answer = ControlClient::resultIn(m_answer.first(std::max<qsizetype>(end, 0)));
    looked(answer ? answer->value(QStringLiteral("urls")).toArray().at(0).toString() : QString());
}

/** `url` is empty if none runs or it does not listen yet. From inside signals of the socket: the rest comes later. */
void GatewayFinder::looked(const QString &url)
{
    if (!std::exchange(m_isLooking, false))
        return;
    m_answerLimit.stop();
    const auto go = [this, url] {
        m_socket.abort();
        if (!url.isEmpty())
            Q_EMIT found(url);
        else if (!m_mayStart)
            Q_EMIT failed(QStringLiteral("no gateway runs; it is started when it is needed"));
        else if (m_pid == 0)
            start();
        else if (isHopeless())
            Q_EMIT failed(QStringLiteral("the gateway does not start: %1").arg(lastWords()));
        else
            m_again.start();
    };
    QMetaObject::invokeMethod(this, go, Qt::QueuedConnection);
}

/** It outlives this process and has no terminal. */
void GatewayFinder::start()
{
    const Result<void> made = m_state.make();
    if (!made) {
        Q_EMIT failed(QStringLiteral("the gateway cannot be started: %1").arg(made.error().sentence));
        return;
    }
    // Those who start one at the same time write into the same file.
    if (QFileInfo(logFile()).size() > longestLog)
        QFile::remove(logFile());
    QProcess gateway;
    gateway.setProgram(QCoreApplication::applicationFilePath());
    gateway.setArguments(QStringList{QStringLiteral("--at-login")} + m_options);
    gateway.setWorkingDirectory(QDir::homePath());
    gateway.setStandardInputFile(QProcess::nullDevice());
    gateway.setStandardOutputFile(QProcess::nullDevice());
    gateway.setStandardErrorFile(logFile(), QIODevice::Append);
    m_sinceGone.invalidate();
    if (!gateway.startDetached(&m_pid) || m_pid <= 0) {
        m_pid = 0;
        Q_EMIT failed(QStringLiteral("the gateway cannot be started: %1").arg(gateway.errorString()));
        return;
    }
    m_since.start();
    m_again.start();
}

/** One that ended may have met another that is about to listen. */
bool GatewayFinder::isHopeless()
{
    // Gone is also what the parent that it was left to has not taken notice of yet.
    if (!m_sinceGone.isValid() && processTree(m_pid, 1).isEmpty())
        m_sinceGone.start();
    return m_since.elapsed() >= startLimit || (m_sinceGone.isValid() && m_sinceGone.elapsed() >= otherStartLimit);
}

QString GatewayFinder::lastWords() const
{
    QFile log(logFile());
    if (log.open(QIODevice::ReadOnly)) {
        log.seek(std::max<qint64>(0, log.size() - longestWords));
        const QByteArrayList lines = log.readAll().trimmed().split('\n');
        if (!lines.constLast().isEmpty())
            return QString::fromUtf8(lines.constLast());
    }
    return QStringLiteral("it says nothing in %1").arg(logFile());
}

} // namespace Signalbox
