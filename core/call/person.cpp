// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/call/person.h"

#include "core/bus/bus.h"
#include "core/wire/errorcodes.h"

#include <QJsonDocument>

#include <algorithm>

namespace Signalbox {

void Person::attend(qint64 milliseconds, qint64 now)
{
    m_until = now + milliseconds;
}

bool Person::offer(const AskPtr &ask, qint64 now)
{
    if (!isAttending(now))
        return false;
    m_open.insert(ask->number(), ask);
    ask->onWithdrawn([this](Ask &gone, const QString &) { m_open.remove(gone.number()); });
    AskFact fact;
    fact.number = ask->number();
    fact.session = ask->occasion().session;
    fact.tool = QString::fromUtf8(ask->occasion().tool);
    if (ask->occasion().time > 0)
        fact.until = QDateTime::currentDateTimeUtc().addMSecs(ask->occasion().time);
    fact.source = QString::fromLatin1(ask->backend());
    fact.method = QString::fromUtf8(ask->request().method());
    fact.question = ask->request().params().raw().toByteArray();
    Q_EMIT m_bus->asked(fact);
    return true;
}

Result<AskPtr> Person::take(quint64 number)
{
    if (const AskPtr ask = m_open.take(number))
        return ask;
    return Reason{QStringLiteral("question %1: expected one that waits for you; it has been answered, withdrawn or timed out")
                      .arg(number)};
}

Result<void> Person::answer(quint64 number, const QJsonObject &result)
{
    Result<AskPtr> ask = take(number);
    if (!ask)
        return ask.error();
    (*ask)->answer(Message::result((*ask)->request().id(), QJsonDocument(result).toJson(QJsonDocument::Compact)));
    return {};
}

QList<AskPtr> Person::open() const
{
    QList<AskPtr> asks = m_open.values();
    std::sort(asks.begin(), asks.end(), [](const AskPtr &left, const AskPtr &right) { return left->number() < right->number(); });
    return asks;
}

Result<void> Person::refuse(quint64 number)
{
    Result<AskPtr> ask = take(number);
    if (!ask)
        return ask.error();
    (*ask)->refuse(ErrorCode::declined, "the person declined to answer");
    return {};
}

} // namespace Signalbox
