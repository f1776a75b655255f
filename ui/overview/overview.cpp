// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/overview/overview.h"

#include "ui/tables/backendmodel.h"
#include "ui/tables/sessionmodel.h"
#include "ui/tables/streammodel.h"

namespace Signalbox {

namespace {

constexpr int pulse = 250; // ms
constexpr qsizetype mostTroubles = 100;
constexpr qsizetype mostAsks = 1'000;

QString named(const QStringList &names, const QString &one, const QString &several)
{
    if (names.size() == 1)
        return one.arg(Words::tame(names.constFirst(), 40));
    return several.arg(names.size());
}

} // namespace

Overview::Overview(const SessionModel *sessions, const StreamModel *streams, const BackendModel *backends,
                   QObject *parent)
    : QObject(parent)
    , m_sessions(sessions)
    , m_streams(streams)
    , m_backends(backends)
{
    m_pulse.setSingleShot(true);
    m_pulse.setInterval(pulse);
    connect(&m_pulse, &QTimer::timeout, this, &Overview::judge);
    for (const FactTable *table : {static_cast<const FactTable *>(sessions), static_cast<const FactTable *>(streams),
                                   static_cast<const FactTable *>(backends)})
        connect(table, &FactTable::applied, this, &Overview::later);
    judge();
}

QString Overview::sentence() const
{
    const QString sessions =
        m_counts.sessions == 1 ? tr("1 session") : tr("%1 sessions").arg(Words::count(m_counts.sessions));
    const QString streams =
        m_counts.streams == 1 ? tr("1 stream") : tr("%1 streams").arg(Words::count(m_counts.streams));
    if (m_counts.backends == 0)
        return tr("%1, %2, no backends").arg(sessions, streams);
    return tr("%1, %2, %3 of %4 backends ready")
        .arg(sessions, streams)
        .arg(m_counts.backendsReady)
        .arg(m_counts.backends);
}

void Overview::setAddresses(const QStringList &urls)
{
    m_addresses = urls;
    m_hasStarted = true;
    later();
}

void Overview::setTraffic(const TrafficFact &traffic)
{
    m_traffic = traffic;
    later();
}

void Overview::addTrouble(const TroubleFact &trouble)
{
    if (trouble.serial <= m_lastTrouble)
        return;
    m_lastTrouble = trouble.serial;
    // What happens again and again is one trouble, with the time of the last.
    m_troubles.removeIf([&trouble](const TroubleFact &one) { return one.where == trouble.where && one.what == trouble.what; });
    m_troubles.append(trouble);
    if (m_troubles.size() > mostTroubles)
        m_troubles.removeFirst();
    later();
}

void Overview::addAsk(const AskFact &ask)
{
    m_openAsks.removeOne(ask.number);
    m_asksForPerson.removeOne(ask.number);
    if (ask.open && m_openAsks.size() < mostAsks)
        m_openAsks.append(ask.number);
    // Told first as a question, then, with its text, as one that no client can answer.
    if (ask.open && !ask.question.isEmpty() && m_asksForPerson.size() < mostAsks)
        m_asksForPerson.append(ask.number);
    later();
}

void Overview::dismissTroubles()
{
    m_troubles.clear();
    judge();
}

void Overview::dismissTrouble(quint64 serial)
{
    m_troubles.removeIf([serial](const TroubleFact &trouble) { return trouble.serial == serial; });
    judge();
}

void Overview::setPaused(bool isPaused)
{
    m_isPaused = isPaused;
    judge();
}

void Overview::later()
{
    if (!m_pulse.isActive())
        m_pulse.start();
}

void Overview::judge()
{
    m_counts = {};
    m_counts.sessions = m_sessions->rowCount();
    m_counts.streams = m_streams->rowCount();
    for (int row = 0; row < m_backends->rowCount(); ++row) {
        const BackendFact &backend = m_backends->at(row);
        m_counts.backends += backend.disabled ? 0 : 1;
        m_counts.callsOpen += backend.callsOpen;
        m_counts.backendsReady += backend.state == BackendFact::Ready ? 1 : 0;
    }
    if (isTrouble()) {
        m_state = Trouble;
    } else if (isAttention()) {
        m_state = Attention;
    } else if (m_counts.callsOpen > 0) {
        m_state = Working;
        m_headline = m_counts.callsOpen == 1 ? tr("1 call is running")
                                             : tr("%1 calls are running").arg(Words::count(m_counts.callsOpen));
    } else {
        m_state = Idle;
        m_headline = m_hasStarted ? tr("All quiet") : tr("Starting…");
    }
    Q_EMIT changed();
}

bool Overview::isTrouble()
{
    if (isDeaf()) {
        m_headline = tr("No client can connect: no address is listened on");
        return true;
    }
    QStringList failed;
    for (int row = 0; row < m_backends->rowCount(); ++row) {
        if (m_backends->at(row).state == BackendFact::Failed)
            failed.append(m_backends->at(row).name);
    }
    if (!failed.isEmpty())
        m_headline = named(failed, tr("“%1” does not work"), tr("%1 backends do not work"));
    return !failed.isEmpty();
}

bool Overview::isAttention()
{
    if (m_isPaused) {
        m_headline = tr("Paused: no tool is called until you resume");
        return true;
    }
    if (!m_asksForPerson.isEmpty()) {
        m_headline = m_asksForPerson.size() == 1 ? tr("A server asks you: answer it in this window")
                                                 : tr("%1 questions wait for your answers").arg(m_asksForPerson.size());
        return true;
    }
    if (!m_openAsks.isEmpty()) {
        m_headline = m_openAsks.size() == 1 ? tr("A server has a question: answer it in the client")
                                            : tr("%1 questions wait for answers in the clients").arg(m_openAsks.size());
        return true;
    }
    QStringList shaky;
    for (int row = 0; row < m_backends->rowCount(); ++row) {
        const BackendFact &backend = m_backends->at(row);
        if (backend.state == BackendFact::Degraded || backend.state == BackendFact::BackingOff)
            shaky.append(backend.name);
    }
    if (!shaky.isEmpty())
        m_headline = named(shaky, tr("“%1” has difficulties"), tr("%1 backends have difficulties"));
    else if (!m_troubles.isEmpty())
        m_headline = tr("Something went wrong");
    return !shaky.isEmpty() || !m_troubles.isEmpty();
}

} // namespace Signalbox
