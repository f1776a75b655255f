// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/front/modern/statelesscall.h"

#include "core/front/modern/requestdigest.h"
#include "core/front/modern/statelessresults.h"
#include "core/loop/steadyclock.h"
#include "core/upstream/loglevels.h"
#include "core/wire/errorcodes.h"

#include <QRandomGenerator>

#include <array>
#include <utility>

namespace Signalbox {

namespace {

constexpr int siblingTime = 40; //!< ms in which a server may ask more

QByteArray freshHandle()
{
    std::array<quint32, 4> random;
    QRandomGenerator::system()->fillRange(random.data(), qsizetype(random.size()));
    return QByteArray(reinterpret_cast<const char *>(random.data()), sizeof random).toHex();
}

QByteArray keyOf(quint64 ask)
{
    return "q" + QByteArray::number(ask);
}

/** Whether a bare result has the shape that the question wants. */
bool isAnswer(const Message &question, JsonView result)
{
    if (!result.isObject())
        return false;
    if (question.isMethod("elicitation/create")) {
        const JsonView action = result["action"];
        return action.equals("accept") || action.equals("decline") || action.equals("cancel");
    }
    if (question.isMethod("roots/list"))
        return result["roots"].isArray();
    return result["role"].isString() && result["model"].isString() && result["content"].exists();
}

/** The params of a question as they stand in a result: without what belongs to a request of its own. */
QByteArray embedded(const Message &question)
{
    const Message bare = question.without({"params", "_meta", "progressToken"})
                             .without({"params", "task"})
                             .without({"params", "elicitationId"});
    QByteArray text = "{\"method\":" + jsonString(question.method());
    if (bare.params().isObject())
        text += ",\"params\":" + bare.params().raw().toByteArray();
    return text + '}';
}

} // namespace

StatelessCall::StatelessCall(Message request, ClientPtr client, std::unique_ptr<StatelessAnswer> answer,
                             StatelessHouse *house)
    : m_request(std::move(request))
    , m_client(std::move(client))
    , m_number(m_client->number)
    , m_house(house)
{
    attach(std::move(answer));
}

StatelessCall::~StatelessCall()
{
    if (m_call)
        m_call->disown();
    for (const auto &[number, ask] : m_asks)
        ask->onWithdrawn({});
}

void StatelessCall::attach(std::unique_ptr<StatelessAnswer> answer)
{
    m_answer = std::move(answer);
    m_unfetchedSince = -1;
    m_answer->onGone([this] { cancel(QStringLiteral("the client has closed the connection")); });
}

/** A client that leaves has cancelled; what waits for it has no connection that could be lost. */
void StatelessCall::cancel(const QString &reason)
{
    if (m_state != State::Running && m_state != State::Waiting)
        return;
    if (m_call)
        m_call->cancel(reason);
    end();
}

void StatelessCall::end()
{
    m_state = State::Over;
    m_more.reset();
    if (m_answer)
        m_answer->drop();
    m_house->over(*this);
}

void StatelessCall::keepAlive(qint64 before)
{
    if (m_answer)
        m_answer->keepAlive(before);
}

/** The token is that of the first round for the call, and that of this round for the client. */
void StatelessCall::progressed(Call &, const Message &notification)
{
    if (!m_answer)
        return;
    const JsonView token = m_request.progressToken();
    if (token.exists())
        m_answer->say(notification.with({"params", "progressToken"}, token.raw()));
}

void StatelessCall::logged(Call &, const Message &notification)
{
    const auto severity = logSeverity(notification.params()["level"].string());
    if (m_answer && m_logSeverity >= 0 && severity && *severity >= m_logSeverity)
        m_answer->say(notification);
}

void StatelessCall::asked(Call &, const AskPtr &ask)
{
    if (const QByteArrayView obstacle = cannotBeAsked(m_client->features, ask->request()); !obstacle.isEmpty()) {
        ask->refuse(ErrorCode::methodNotFound, obstacle);
        return;
    }
    m_asks.emplace(ask->number(), ask);
    ask->onWithdrawn([this](Ask &gone, const QString &) { m_asks.erase(gone.number()); });
    if (m_state == State::Running)
        askSoon();
}

void StatelessCall::askSoon()
{
    if (!m_more) {
        m_more = std::make_unique<QTimer>();
        m_more->setSingleShot(true);
        m_more->setInterval(siblingTime);
        QObject::connect(m_more.get(), &QTimer::timeout, m_more.get(), [this] { endRound(); });
    }
    if (!m_more->isActive())
        m_more->start();
}

Message StatelessCall::questions() const
{
    QByteArrayList members;
    for (const auto &[number, ask] : m_asks)
        members.append(jsonString(keyOf(number)) + ':' + embedded(ask->request()));
    return StatelessResults::inputRequired(m_request.id(), '{' + members.join(',') + '}', m_house->seal(*this));
}

void StatelessCall::endRound()
{
    if (m_state != State::Running || m_asks.empty())
        return;
    if (m_handle.isEmpty())
        m_handle = freshHandle();
    ++m_round;
    if (m_house->seal(*this).isEmpty()) {
        --m_round;
        const auto asks = std::exchange(m_asks, {});
        for (const auto &[number, ask] : asks)
            ask->refuse(ErrorCode::internalError, "too many calls wait for answers of this client");
        return;
    }
    m_state = State::Waiting;
    m_unfetchedSince = steadyMs();
    const Tap::Scope scope = m_call ? m_call->speaking() : Tap::Scope(nullptr, 0);
    const auto answer = std::exchange(m_answer, {});
    answer->finish(200, questions());
}

Result<std::map<quint64, Message>> StatelessCall::answersIn(JsonView responses) const
{
    if (responses.exists() && !responses.isObject())
        return Reason{QStringLiteral("params.inputResponses: expected an object")};
    std::map<quint64, Message> answers;
    for (const auto &[number, ask] : m_asks) {
        const JsonView response = responses[keyOf(number)];
        if (!response.exists())
            continue;
        if (!isAnswer(ask->request(), response))
            return Reason{QStringLiteral("params.inputResponses: \"%1\" is no answer to %2")
                              .arg(QString::fromLatin1(keyOf(number)), QString::fromUtf8(ask->request().method()))};
        answers.emplace(number, Message::result(ask->request().id(), response.raw()));
    }
    return answers;
}

Result<void> StatelessCall::resume(int round, const Message &request, ClientPtr client,
                                   std::unique_ptr<StatelessAnswer> &answer)
{
    const bool isRepeated = round == m_round - 1 || (round == m_round && m_state != State::Waiting);
    if (round != m_round && !isRepeated)
        return Reason{QStringLiteral("params.requestState: expected the one of the last round")};
    std::map<quint64, Message> answers;
    if (!isRepeated) {
        auto read = answersIn(request.params()["inputResponses"]);
        if (!read)
            return read.error();
        answers = std::move(*read);
    }
    const std::shared_ptr<StatelessCall> self = shared_from_this();
    const Tap::Scope scope = m_call ? m_call->speaking() : Tap::Scope(nullptr, 0);
    m_request = request;
    m_client = std::move(client);
    // The exchange before this one has lost its client, or the client its patience with it.
    if (m_answer)
        m_answer->drop();
    attach(std::move(answer));
    if (m_state == State::Finished) {
        give(m_result.withId(m_request.id()));
        return {};
    }
    if (isRepeated && m_state == State::Waiting) {
        m_unfetchedSince = steadyMs();
        std::exchange(m_answer, {})->finish(200, questions());
        return {};
    }
    m_state = State::Running;
    for (const auto &[number, response] : answers) {
        const auto found = m_asks.find(number);
        if (found == m_asks.end())
            continue;
        const AskPtr ask = found->second;
        m_asks.erase(found);
        ask->answer(response); // the server may answer the call from inside
        if (m_state != State::Running)
            return {};
    }
    // What was left out is asked again.
    if (!m_asks.empty())
        askSoon();
    return {};
}

/** A server with sessions may refuse until some addresses were visited; here that is a round like any other. */
Message StatelessCall::visits(const Message &error) const
{
    if (error.errorCode() != ErrorCode::urlsRequired || !m_client->features.elicitationUrl)
        return {};
    QByteArrayList members;
    for (const JsonView each : error.errorValue()["data"]["elicitations"]) {
        if (!each["url"].isString())
            continue;
        const QByteArray message = each["message"].isString() ? each["message"].raw().toByteArray() : QByteArray("\"\"");
        members.append("\"u" + QByteArray::number(members.size() + 1)
                       + "\":{\"method\":\"elicitation/create\",\"params\":{\"mode\":\"url\",\"message\":" + message
                       + ",\"url\":" + each["url"].raw().toByteArray() + "}}");
    }
    if (members.isEmpty())
        return {};
    return StatelessResults::inputRequired(m_request.id(), '{' + members.join(',') + '}', m_house->sealAgain(*this));
}

void StatelessCall::give(const Message &answer)
{
    const auto way = std::exchange(m_answer, {});
    way->finish(StatelessResults::statusOf(answer), answer);
    // That of a call with rounds may be asked for once more.
    m_unfetchedSince = m_round > 0 ? steadyMs() : -1;
    if (m_round == 0)
        m_house->over(*this);
}

/** The client goes on with what is another call for everybody but those who look. */
void StatelessCall::tellRound(const Call &call, const Message &answer) const
{
    Tap *tap = call.openTap();
    if (!tap || !answer.resultValue()["resultType"].equals("input_required"))
        return;
    tap->endsRound(call.number(), shownNumber(*m_client), roundKey(m_request, answer.resultValue()["requestState"].string()));
}

void StatelessCall::finished(Call &call, const Message &answer)
{
    Message whole = visits(answer);
    if (whole.kind() == Message::Kind::None)
        whole = answer.kind() == Message::Kind::Result ? StatelessResults::completed(answer, m_request.method())
                                                       : StatelessResults::adapted(answer, m_request);
    m_state = State::Finished;
    m_more.reset();
    m_asks.clear();
    tellRound(call, whole);
    if (m_answer) {
        m_result = whole;
        give(whole.id() == m_request.id() ? whole : whole.withId(m_request.id()));
        return;
    }
    m_result = whole;
    m_unfetchedSince = steadyMs();
}

} // namespace Signalbox
