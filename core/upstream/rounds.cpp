// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/upstream/rounds.h"

#include <QUuid>

#include <optional>

namespace Signalbox {

namespace {

constexpr QByteArrayView idPrefix = "\"signalbox-round-";

QByteArray idOf(quint64 call, qsizetype question)
{
    return idPrefix.toByteArray() + QByteArray::number(call) + '-' + QByteArray::number(question) + '"';
}

struct Place
{
    quint64 call = 0;
    qsizetype question = 0;
};

std::optional<Place> placeOf(QByteArrayView id)
{
    if (!id.startsWith(idPrefix) || !id.endsWith('"'))
        return std::nullopt;
    const QByteArrayList numbers = id.sliced(idPrefix.size()).chopped(1).toByteArray().split('-');
    if (numbers.size() != 2)
        return std::nullopt;
    return Place{numbers.first().toULongLong(), numbers.last().toLongLong()};
}

/** With sessions the visit of an address has an id of its own. */
Message named(const Message &question)
{
    if (!question.isMethod("elicitation/create") || !question.params()["mode"].equals("url")
        || question.params()["elicitationId"].exists())
        return question;
    const QByteArray id = QUuid::createUuid().toByteArray(QUuid::WithoutBraces);
    return question.with({"params", "elicitationId"}, jsonString(id));
}

} // namespace

Result<QList<Message>> Rounds::begin(quint64 call, const Message &answer)
{
    const JsonView result = answer.resultValue();
    const JsonView asked = result["inputRequests"];
    Row row;
    row.state = result["requestState"].raw().toByteArray();
    QList<Message> questions;
    for (auto each = asked.begin(); asked.isObject() && each != asked.end(); ++each) {
        const JsonView params = each.value()["params"];
        const Message question = Message::request(idOf(call, questions.size()), each.value()["method"].string(),
                                                  params.isObject() ? params.raw() : QByteArrayView("{}"));
        if (question.kind() == Message::Kind::None || question.method().isEmpty())
            return Reason{QStringLiteral("it asked something that is no question")};
        questions.append(named(question));
        row.keys.append(each.key().raw().toByteArray());
        row.answers.append(QByteArray());
    }
    if (questions.isEmpty() && row.state.isEmpty())
        return Reason{QStringLiteral("it wants answers and asked nothing")};
    m_open.insert(call, row);
    return questions;
}

bool Rounds::isReply(const Message &response)
{
    return response.isResponse() && placeOf(response.id());
}

quint64 Rounds::keep(const Message &response)
{
    const std::optional<Place> place = placeOf(response.id());
    const auto row = place ? m_open.find(place->call) : m_open.end();
    if (row == m_open.end() || place->question < 0 || place->question >= row->answers.size())
        return 0;
    if (response.kind() == Message::Kind::Error) {
        if (row->refusal.isEmpty())
            row->refusal = "a question of the server was not answered: " + response.errorValue()["message"].string().left(500);
        return place->call;
    }
    row->answers[place->question] = response.resultValue().raw().toByteArray();
    return row->answers.contains(QByteArray()) ? 0 : place->call;
}

Message Rounds::next(quint64 call, const Message &request)
{
    const Row row = m_open.take(call);
    QByteArrayList answers;
    for (qsizetype i = 0; i < row.keys.size(); ++i)
        answers.append(row.keys[i] + ':' + row.answers[i]);
    Message next = request.without({"params", "inputResponses"}).without({"params", "requestState"});
    if (!answers.isEmpty())
        next = next.with({"params", "inputResponses"}, '{' + answers.join(',') + '}');
    return row.state.isEmpty() ? next : next.with({"params", "requestState"}, row.state);
}

} // namespace Signalbox
