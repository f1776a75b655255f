// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/control/tapcommand.h"

#include "core/loop/steadyclock.h"
#include "core/tap/tap.h"

#include <QJsonArray>

#include <algorithm>

namespace Signalbox {

namespace {

constexpr int pulseTime = 100; //!< ms between two answers, also to those who are behind
constexpr double longestLook = 60; //!< seconds
constexpr std::size_t mostLookers = 16; //!< fewer than connections: others are to be heard, too
constexpr qsizetype mostLinesOfAnswer = 1'000; //!< of one answer
constexpr qsizetype mostOfAnswer = 512 * 1024; //!< after which an answer takes no more

Result<quint64> numberAt(const QJsonObject &arguments, const QString &key)
{
    const QJsonValue value = arguments.value(key);
    const qint64 number = value.toInteger(value.isUndefined() ? 0 : -1);
    if (number < 0)
        return Reason{QStringLiteral("%1: expected a number from 0 on").arg(key)};
    return quint64(number);
}

Result<QByteArray> textAt(const QJsonObject &arguments, const QString &key)
{
    const QJsonValue value = arguments.value(key);
    if (!value.isString() && !value.isUndefined())
        return Reason{QStringLiteral("%1: expected a text").arg(key)};
    return value.toString().toUtf8();
}

Result<TapFilter> tapFilterIn(const QJsonObject &arguments)
{
    TapFilter filter;
    const std::pair<const char *, quint64 TapFilter::*> numbers[] = {{"session", &TapFilter::client}, {"call", &TapFilter::call}};
    for (const auto &[key, member] : numbers) {
        const Result<quint64> number = numberAt(arguments, QLatin1StringView(key));
        if (!number)
            return number.error();
        filter.*member = *number;
    }
    const std::pair<const char *, QByteArray TapFilter::*> texts[] = {
        {"backend", &TapFilter::backend}, {"method", &TapFilter::method}, {"id", &TapFilter::id}};
    for (const auto &[key, member] : texts) {
        const Result<QByteArray> text = textAt(arguments, QLatin1StringView(key));
        if (!text)
            return text.error();
        filter.*member = *text;
    }
    const QJsonValue errors = arguments.value(QStringLiteral("errors"));
    if (!errors.isBool() && !errors.isUndefined())
        return Reason{QStringLiteral("errors: expected true or false")};
    filter.errorsOnly = errors.toBool();
    return filter;
}

bool hasSomething(const QJsonObject &seen)
{
    return !seen.value(QStringLiteral("lines")).toArray().isEmpty() || seen.value(QStringLiteral("missed")).toInteger() > 0;
}

} // namespace

TapCommand::TapCommand(Control *control, Tap *tap, QObject *parent) : QObject(parent), m_tap(tap)
{
    m_pulse.setInterval(pulseTime);
    connect(&m_pulse, &QTimer::timeout, this, &TapCommand::look);
    control->addLong({QStringLiteral("tap"), {}, QStringLiteral("Messages of the wire as they pass; recorded while the connection lives")},
                     [this](const QJsonObject &arguments, Control::Answer answer, QObject *asker) {
                         take(arguments, std::move(answer), asker);
                     });
}

TapCommand::~TapCommand()
{
    for (const auto &[asker, looker] : m_lookers) {
        m_tap->unwatch();
        if (looker.answer)
            looker.answer(Reason{QStringLiteral("the gateway is ending")});
    }
}

/** Null if there are too many. From the first question on there is something to see. */
TapCommand::Looker *TapCommand::lookerFor(QObject *asker)
{
    const auto known = m_lookers.find(asker);
    if (known != m_lookers.end())
        return &known->second;
    if (m_lookers.size() >= mostLookers)
        return nullptr;
    m_tap->watch();
    connect(asker, &QObject::destroyed, this, &TapCommand::forget);
    return &m_lookers[asker];
}

void TapCommand::take(const QJsonObject &arguments, Control::Answer answer, QObject *asker)
{
    const Result<TapFilter> filter = tapFilterIn(arguments);
    const Result<quint64> after = numberAt(arguments, QStringLiteral("after"));
    if (!filter || !after)
        return answer(filter ? after.error() : filter.error());
    if (!asker)
        return answer(Reason{QStringLiteral("tap: ask over a connection; recording ends with it")});
    Looker *looker = lookerFor(asker);
    if (!looker)
        return answer(Reason{QStringLiteral("tap: %1 look already; try again when one of them has ended").arg(mostLookers)});
    if (looker->answer)
        return answer(Reason{QStringLiteral("tap: this connection waits for an answer already")});
    // Who asks for what comes after the future has the numbers of another gateway.
    const quint64 newest = m_tap->last();
    looker->after = arguments.contains(QStringLiteral("after")) && *after <= newest ? *after : newest;
    looker->missed = 0;
    looker->wanted = *filter;
    const double seconds = std::clamp(arguments.value(QStringLiteral("wait")).toDouble(), 0.0, longestLook);
    if (seconds <= 0)
        return answer(seenBy(*looker));
    looker->until = steadyMs() + qint64(seconds * 1000);
    looker->answer = std::move(answer);
    if (!m_pulse.isActive())
        m_pulse.start();
}

void TapCommand::forget(const QObject *asker)
{
    if (m_lookers.erase(asker) > 0)
        m_tap->unwatch();
}

QJsonObject TapCommand::seenBy(Looker &looker) const
{
    QJsonArray lines;
    qsizetype bytes = 0;
    bool hasMore = true;
    while (hasMore) {
        const TapBatch batch = m_tap->after(looker.after, mostLinesOfAnswer);
        looker.missed += batch.missed;
        hasMore = batch.records.size() == mostLinesOfAnswer;
        for (const TapRecord &record : batch.records) {
            looker.after = record.serial;
            if (!looker.wanted.accepts(record))
                continue;
            const QByteArray line = jsonLine(record);
            bytes += line.size();
            lines.append(QString::fromUtf8(line));
            if (bytes >= mostOfAnswer || lines.size() >= mostLinesOfAnswer) {
                hasMore = false;
                break;
            }
        }
    }
    return {{QStringLiteral("lines"), lines}, {QStringLiteral("newest"), qint64(looker.after)}, {QStringLiteral("missed"), qint64(looker.missed)}};
}

void TapCommand::look()
{
    const qint64 now = steadyMs();
    QList<std::pair<Control::Answer, QJsonObject>> ready;
    bool isAwaited = false;
    for (auto &[asker, looker] : m_lookers) {
        if (!looker.answer)
            continue;
        const QJsonObject seen = seenBy(looker);
        if (hasSomething(seen) || looker.until <= now)
            ready.append({std::exchange(looker.answer, {}), seen});
        else
            isAwaited = true;
    }
    if (!isAwaited)
        m_pulse.stop();
    // An answer may bring the next question.
    for (const auto &[answer, seen] : std::as_const(ready))
        answer(seen);
}

} // namespace Signalbox
