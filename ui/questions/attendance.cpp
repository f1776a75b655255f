// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/questions/attendance.h"

#include "ui/commands.h"

namespace Signalbox {

namespace {
constexpr int lasting = 60; //!< seconds that one telling holds
constexpr int renewal = 20'000; //!< ms
constexpr int retry = 500; //!< ms, while the gateway is starting
} // namespace

Attendance::Attendance(Commands *commands, QObject *parent) : QObject(parent), m_commands(commands)
{
    m_renewal.setSingleShot(true);
    connect(&m_renewal, &QTimer::timeout, this, &Attendance::tell);
}

void Attendance::setPresent(bool isPresent)
{
    if (std::exchange(m_isPresent, isPresent) == isPresent)
        return;
    tell();
}

void Attendance::tell()
{
    m_renewal.stop();
    const QJsonObject seconds{{QStringLiteral("seconds"), m_isPresent ? lasting : 0}};
    m_commands->ask(QStringLiteral("ask.attend"), seconds, this, [this](const Result<QJsonObject> &answer) {
        if (m_isPresent)
            m_renewal.start(answer ? renewal : retry);
    });
}

} // namespace Signalbox
