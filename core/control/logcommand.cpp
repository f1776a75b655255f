// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/control/logcommand.h"

#include "core/bus/bus.h"
#include "core/loop/steadyclock.h"

#include <QJsonArray>

#include <algorithm>

namespace Signalbox {

namespace {
constexpr int gatherTime = 100; //!< ms; a server that tells much is told of ten times a second
constexpr int leaveTime = 5'000; //!< ms between two polls of one follower, at the most
constexpr double longestWait = 60; //!< seconds
constexpr std::size_t mostWaiters = 64;
} // namespace

LogCommand::LogCommand(Control *control, Bus *bus, QObject *parent) : QObject(parent), m_bus(bus), m_record(bus)
{
    for (QTimer *timer : {&m_gather, &m_limit, &m_leave})
        timer->setSingleShot(true);
    m_gather.setInterval(gatherTime);
    m_leave.setInterval(leaveTime);
    connect(&m_gather, &QTimer::timeout, this, &LogCommand::answerReady);
    connect(&m_limit, &QTimer::timeout, this, &LogCommand::answerLate);
    connect(&m_leave, &QTimer::timeout, this, [this] { setWatching(false); });
    connect(&m_record, &Record::grown, this, [this] {
        if (!m_waiting.empty() && !m_gather.isActive())
            m_gather.start();
    });
    control->addLong({QStringLiteral("log"), {}, QStringLiteral("What happened lately: after a serial, waiting for it if wished")},
                     [this](const QJsonObject &arguments, Control::Answer answer, QObject *asker) {
                         take(arguments, std::move(answer), asker);
                     });
}

LogCommand::~LogCommand()
{
    for (const Waiter &waiter : m_waiting)
        waiter.answer(Reason{QStringLiteral("the gateway is ending")});
    setWatching(false);
}

void LogCommand::take(const QJsonObject &arguments, Control::Answer answer, QObject *asker)
{
    const quint64 after = quint64(std::max<qint64>(0, arguments.value(QStringLiteral("after")).toInteger()));
    const double seconds = std::clamp(arguments.value(QStringLiteral("wait")).toDouble(), 0.0, longestWait);
    // Who asks for what comes after the future has the numbers of another gateway.
    const quint64 known = after > m_record.newest() ? 0 : after;
    if (seconds <= 0) {
        answer(since(known));
        return;
    }
    if (m_waiting.size() >= mostWaiters) {
        answer(Reason{QStringLiteral("wait: %1 wait already; try again when one of them has ended").arg(mostWaiters)});
        return;
    }
    setWatching(true);
    m_leave.stop();
    m_waiting.push_back({known, steadyMs() + qint64(seconds * 1000), asker, std::move(answer)});
    // News are gathered also for those who were not here when they came: who asks again and again is answered as often.
    if (known != m_record.newest() && !m_gather.isActive())
        m_gather.start();
    armLimit();
    if (asker)
        connect(asker, &QObject::destroyed, this, &LogCommand::forget, Qt::UniqueConnection);
}

void LogCommand::forget(const QObject *asker)
{
    m_waiting.remove_if([asker](const Waiter &waiter) { return waiter.asker == asker; });
    armLimit();
}

QJsonObject LogCommand::since(quint64 serial) const
{
    const QList<RecordLine> lines = m_record.after(serial);
    QJsonArray array;
    for (const RecordLine &line : lines)
        array.append(toJson(line));
    const qint64 missed = serial == 0 ? 0 : qint64(m_record.newest() - serial) - lines.size();
    return {{QStringLiteral("lines"), array}, {QStringLiteral("newest"), qint64(m_record.newest())}, {QStringLiteral("missed"), missed}};
}

void LogCommand::answerReady()
{
    answerThose([newest = m_record.newest()](const Waiter &waiter) { return waiter.after != newest; });
}

void LogCommand::answerLate()
{
    answerThose([now = steadyMs()](const Waiter &waiter) { return waiter.until <= now; });
}

/** An answer may bring the next question. */
void LogCommand::answerThose(const std::function<bool(const Waiter &)> &match)
{
    std::list<Waiter> chosen;
    for (auto waiter = m_waiting.begin(); waiter != m_waiting.end();) {
        const auto next = std::next(waiter);
        if (match(*waiter))
            chosen.splice(chosen.end(), m_waiting, waiter);
        waiter = next;
    }
    armLimit();
    for (const Waiter &waiter : chosen)
        waiter.answer(since(waiter.after));
}

void LogCommand::armLimit()
{
    if (m_waiting.empty()) {
        m_limit.stop();
        m_gather.stop();
        if (m_isWatching)
            m_leave.start();
        return;
    }
    const auto first = std::ranges::min_element(m_waiting, {}, &Waiter::until);
    m_limit.start(int(std::max<qint64>(0, first->until - steadyMs())));
}

/** Being there makes the facts flow, and be told once more from the beginning. */
void LogCommand::setWatching(bool isWatching)
{
    if (m_isWatching == isWatching)
        return;
    m_isWatching = isWatching;
    if (isWatching)
        m_bus->watch();
    else
        m_bus->unwatch();
}

} // namespace Signalbox
