// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/connect/gatewayfinder.h"

#include "core/control/controlclient.h"

#include <QCoreApplication>
#include <QJsonArray>
#include <QProcess>

#include <utility>

namespace Signalbox {

namespace {

using namespace std::chrono_literals;
constexpr auto answerLimit = 2s; //!< a gateway that runs answers in milliseconds
constexpr int lookAgain = 50; //!< ms, while one starts
constexpr qint64 startLimit = 10'000; //!< ms

} // namespace

GatewayFinder::GatewayFinder(StateFolder state, QStringList options, QObject *parent)
    : QObject(parent)
    , m_state(std::move(state))
    , m_options(std::move(options))
{
    m_again.setSingleShot(true);
    m_again.setInterval(lookAgain);
    connect(&m_again, &QTimer::timeout, this, &GatewayFinder::look);
}

void GatewayFinder::find()
{
    m_isStarted = false;
    m_since.start();
    look();
}

void GatewayFinder::look()
{
    const QString url = urlOfRunning();
    if (!url.isEmpty()) {
        Q_EMIT found(url);
        return;
    }
    if (m_since.elapsed() >= startLimit) {
        Q_EMIT failed(QStringLiteral("the gateway does not start; its words are in %1").arg(m_state.file(QStringLiteral("started.log"))));
        return;
    }
    if (!std::exchange(m_isStarted, true) && !startGateway()) {
        Q_EMIT failed(QStringLiteral("the gateway cannot be started"));
        return;
    }
    m_again.start();
}

/** Empty if none runs or it does not listen yet. */
QString GatewayFinder::urlOfRunning() const
{
    Result<ControlClient> client = ControlClient::connectTo(m_state.controlSocket);
    if (!client)
        return {};
    const Result<QJsonObject> answer = client->ask(QStringLiteral("version"), {}, answerLimit);
    return answer ? answer->value(QStringLiteral("urls")).toArray().at(0).toString() : QString();
}

/** It outlives this process and has no terminal. */
bool GatewayFinder::startGateway() const
{
    if (!m_state.make())
        return false;
    QProcess gateway;
    gateway.setProgram(QCoreApplication::applicationFilePath());
    gateway.setArguments(QStringList{QStringLiteral("--at-login")} + m_options);
    gateway.setStandardInputFile(QProcess::nullDevice());
    gateway.setStandardOutputFile(QProcess::nullDevice());
    gateway.setStandardErrorFile(m_state.file(QStringLiteral("started.log")));
    return gateway.startDetached();
}

} // namespace Signalbox
