// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/bus/bus.h"

#include "core/tap/tap.h"

namespace Signalbox {

namespace {
constexpr qsizetype keptTroubles = 100;
}

Bus::Bus(QObject *parent) : QObject(parent), m_tap(new Tap(this))
{
    qRegisterMetaType<SessionFact>();
    qRegisterMetaType<StreamFact>();
    qRegisterMetaType<BackendFact>();
    qRegisterMetaType<QList<CallFact>>();
    qRegisterMetaType<NoticeFact>();
    qRegisterMetaType<TrafficFact>();
    qRegisterMetaType<TroubleFact>();
    qRegisterMetaType<AskFact>();
    connect(this, &Bus::recapitulationAsked, this, [this] {
        for (const TroubleFact &trouble : std::as_const(m_troubles))
            Q_EMIT troubled(trouble);
    });
}

Bus::~Bus() = default;

void Bus::watch()
{
    ++m_watchers;
    QMetaObject::invokeMethod(this, &Bus::recapitulationAsked, Qt::QueuedConnection);
}

void Bus::unwatch()
{
    --m_watchers;
}

void Bus::look()
{
    ++m_lookers;
    QMetaObject::invokeMethod(this, &Bus::lookBegan, Qt::QueuedConnection);
}

void Bus::trouble(const QString &where, const QString &what)
{
    const TroubleFact trouble{nextNumber(), QDateTime::currentDateTimeUtc(), where, what};
    m_troubles.append(trouble);
    if (m_troubles.size() > keptTroubles)
        m_troubles.removeFirst();
    Q_EMIT troubled(trouble);
}

} // namespace Signalbox
