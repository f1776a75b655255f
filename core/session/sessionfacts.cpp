// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/session/sessionfacts.h"

#include "core/bus/bus.h"
#include "core/session/session.h"

namespace Signalbox {

namespace {
constexpr int pause = 100; // ms
}

SessionFacts::SessionFacts(Bus *bus, QObject *parent)
    : QObject(parent)
    , m_bus(bus)
{
    m_pause.setInterval(pause);
    m_pause.setSingleShot(true);
    connect(&m_pause, &QTimer::timeout, this, &SessionFacts::tell);
}

void SessionFacts::began(const Session &session)
{
    Q_EMIT m_bus->sessionCame(session.fact());
    changed(session, 0);
}

void SessionFacts::changed(const Session &session, quint64 stream)
{
    if (!m_bus->isWatched())
        return;
    QSet<quint64> &streams = m_changed[&session];
    if (stream)
        streams.insert(stream);
    if (!m_pause.isActive())
        m_pause.start();
}

void SessionFacts::ended(const Session &session, const QString &why)
{
    m_changed.remove(&session);
    Q_EMIT m_bus->sessionWent(session.fact(), why);
    if (!m_bus->isWatched())
        return;
    for (quint64 stream : session.streamNumbers())
        Q_EMIT m_bus->streamEnded(stream);
    Q_EMIT m_bus->sessionEnded(session.number(), why);
}

void SessionFacts::tell()
{
    const auto changed = std::exchange(m_changed, {});
    for (auto row = changed.cbegin(); row != changed.cend(); ++row) {
        Q_EMIT m_bus->sessionChanged(row.key()->fact());
        for (quint64 stream : row.value()) {
            if (const auto fact = row.key()->streamFact(stream))
                Q_EMIT m_bus->streamChanged(*fact);
        }
    }
}

} // namespace Signalbox
