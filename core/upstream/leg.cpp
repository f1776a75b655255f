// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/upstream/leg.h"

#include "core/bus/bus.h"
#include "core/loop/steadyclock.h"
#include "core/wire/errorcodes.h"

#include <algorithm>

namespace Signalbox {

namespace {

/** Bytes of calls that wait for a server which does not read, before new ones are refused. */
constexpr qint64 waitingBytesLimit = 64 * 1024 * 1024;

/** Two generations, and another version in one of them. */
constexpr int mostGreetings = 4;

bool mayAsk(const Message &request)
{
    return request.isMethod("tools/call") || request.isMethod("prompts/get") || request.isMethod("resources/read");
}

quint64 idOf(const JsonView &token)
{
    const auto number = token.integer();
    return number && *number > 0 ? quint64(*number) : 0;
}

} // namespace

Leg::Leg(LegSetup setup, std::unique_ptr<Backend> backend, std::unique_ptr<Dialect> dialect, QObject *parent)
    : QObject(parent)
    , m_setup(std::move(setup))
    , m_tap(m_setup.questions.bus->tap())
    , m_backend(std::move(backend))
    , m_dialect(std::move(dialect))
    , m_questions(
          m_setup.slug, m_setup.questions, [this](const Message &message) { reply(message); },
          [this](quint64 callId, int difference) { askMoved(callId, difference); })
    , m_listen({[this](const QByteArray &params) { return openListen(params); }, [this](quint64 id) { closeListen(id); },
                [this](const Message &notification) { news(notification); }})
{
    connect(m_backend.get(), &Backend::opened, this, &Leg::onOpened);
    connect(m_backend.get(), &Backend::received, this, &Leg::onMessage);
    connect(m_backend.get(), &Backend::exchangeFailed, this, &Leg::onExchangeFailed);
    connect(m_backend.get(), &Backend::drained, this, &Leg::dispatchWaiting);
    connect(m_backend.get(), &Backend::closed, this, &Leg::onClosed);
    connect(m_backend.get(), &Backend::statusChanged, this, &Leg::statusChanged);
    connect(&m_sweep, &QTimer::timeout, this, &Leg::sweep);
    const Limits &limits = m_setup.limits;
    const qint64 shortest = std::min({limits.callSilence, limits.callTotal, limits.ask, limits.exclusiveWait,
                                      limits.startTime, qint64(4'000)});
    m_questions.setAnswerTime(limits.ask);
    m_sweep.setInterval(int(std::max<qint64>(shortest / 4, 5)));
}

Leg::~Leg()
{
    m_backend->disconnect(this);
    m_state = State::Lost;
    endPending({Failure::Broken, 0, {}, QStringLiteral("the gateway closed it")});
    const std::deque<Carried> unsent = takeUnsent();
    for (const Carried &carried : unsent)
        carried.call->fail(ErrorCode::internalError, m_setup.name.toUtf8() + ": the gateway closed it; the call was not sent", errorData());
}

void Leg::open()
{
    m_state = State::Opening;
    m_sweep.start();
    m_openedAt = steadyMs();
    m_backend->open();
}

void Leg::close()
{
    if (m_state == State::Closing || m_state == State::Lost)
        return;
    m_state = State::Closing;
    m_backend->close();
}

void Leg::onOpened()
{
    if (m_state != State::Opening)
        return;
    m_state = State::Greeting;
    greet();
}

void Leg::greet()
{
    Pending hello;
    hello.own = [this](const Message &answer) { onWelcome(answer); };
    // Without any patience of its own the sweep ends the whole leg before that.
    hello.limit = m_dialect->patience() > 0 ? m_dialect->patience() : 2 * m_setup.limits.startTime;
    send(std::move(hello), [this](QByteArrayView id) { return m_dialect->hello(id, m_setup.bound.get()); });
}

void Leg::onWelcome(const Message &answer)
{
    if (m_state != State::Greeting)
        return;
    Result<ServerIdentity, Unwelcome> welcome = m_dialect->welcome(answer, m_hasExchanges);
    const bool mayGreet = ++m_greetings < mostGreetings;
    if (mayGreet && (welcome ? m_backend->isOneWay() && m_dialect->seeksMore() : welcome.error().then == Unwelcome::Again)) {
        greet();
        return;
    }
    if (!welcome) {
        m_state = State::Lost;
        m_backend->disconnect(this);
        m_backend->close();
        Q_EMIT lost({Failure::Refused, 0, {}, welcome.error().sentence});
        return;
    }
    m_identity = std::move(*welcome);
    if (const Message confirmation = m_dialect->confirmation(); confirmation.kind() != Message::Kind::None)
        say(confirmation);
    m_backend->listen(m_dialect->headers({}));
    m_state = State::Ready;
    startListen();
    Q_EMIT ready();
}

quint64 Leg::send(Pending pending, const std::function<Message(QByteArrayView)> &build)
{
    const quint64 id = ++m_lastId;
    pending.startedAt = pending.aliveAt = steadyMs();
    const Message message = build(QByteArray::number(id));
    pending.request = message;
    m_pending.insert(id, std::move(pending));
    say(message, id);
    return id;
}

void Leg::say(const Message &message, quint64 exchange)
{
    put(message, {exchange, m_dialect->headers(message), 0});
}

void Leg::withdraw(quint64 id, QByteArrayView reason)
{
    const Message cancellation = m_dialect->cancellation(QByteArray::number(id), reason);
    if (cancellation.kind() != Message::Kind::None)
        put(cancellation, {0, m_dialect->headers(cancellation), id});
    m_backend->drop(id);
}

bool Leg::mustWait(const Message &request) const
{
    return m_state != State::Ready || !m_backend->writable() || (m_questions.isExclusive() && m_askable > 0 && mayAsk(request));
}

void Leg::carry(Carried carried)
{
    if (m_waiting.empty() && !mustWait(carried.request)) {
        dispatch(std::move(carried));
        return;
    }
    const qint64 size = carried.request.bytes().size();
    if (m_waitingBytes + size > waitingBytesLimit) {
        carried.call->fail(ErrorCode::internalError, m_setup.name.toUtf8() + " does not read what it is sent: try again later, or restart it",
                           errorData());
        return;
    }
    carried.since = carried.since ? carried.since : steadyMs();
    enqueue(std::move(carried));
    dispatchWaiting();
}

/** At its turn: nearly always the last; one that comes back goes before those that came after it. */
void Leg::enqueue(Carried carried)
{
    carried.hasWaited = true;
    carried.call->carriedBy(this, 0);
    m_waitingBytes += carried.request.bytes().size();
    auto place = m_waiting.end();
    while (place != m_waiting.begin() && std::prev(place)->turn > carried.turn)
        --place;
    m_waiting.insert(place, std::move(carried));
}

std::deque<Carried> Leg::takeUnsent()
{
    m_waitingBytes = 0;
    return std::exchange(m_waiting, {});
}

void Leg::dispatch(Carried carried)
{
    Pending pending;
    pending.call = carried.call;
    pending.edit = std::move(carried.edit);
    pending.askable = mayAsk(carried.request);
    pending.sentUs = steadyUs();
    pending.startedAt = pending.aliveAt = pending.sentUs / 1000;
    pending.waitingSince = carried.since ? carried.since : pending.startedAt;
    pending.turn = carried.turn;
    pending.wayOutUs = carried.hasWaited ? -1 : pending.sentUs - carried.call->startedUs();
    pending.attempts = carried.attempts;
    pending.asTask = carried.asTask;
    m_askable += pending.askable ? 1 : 0;
    const quint64 id = ++m_lastId;
    carried.call->carriedBy(this, id);
    ++m_setup.tally->calls;
    ++m_setup.tally->open;
    m_setup.tally->lastCall = pending.startedAt;
    pending.request = std::move(carried.request);
    transmit(id, std::move(pending));
}

void Leg::transmit(quint64 id, Pending pending)
{
    const QByteArray token = QByteArray::number(id);
    const bool hasToken = pending.request.progressToken().exists();
    const Message out =
        m_dialect->prepared(pending.request, token, hasToken ? token : QByteArray(), senderOf(pending));
    m_pending.insert(id, std::move(pending));
    say(out, id);
}

Sender Leg::senderOf(const Pending &pending) const
{
    const Client *client = pending.call ? pending.call->client().get() : nullptr;
    const auto level = client && m_setup.levels ? m_setup.levels->of(client->number) : std::nullopt;
    return {client, level ? logLevelName(*level) : QByteArray(), pending.asTask};
}

void Leg::dispatchWaiting()
{
    // Calls that cannot be asked overtake those that wait for their turn on an exclusive leg.
    for (auto next = m_waiting.begin(); m_state == State::Ready && next != m_waiting.end();) {
        if (mustWait(next->request)) {
            ++next;
            continue;
        }
        Carried carried = std::move(*next);
        m_waitingBytes -= carried.request.bytes().size();
        next = m_waiting.erase(next);
        dispatch(std::move(carried));
    }
}

void Leg::request(QByteArrayView method, QByteArrayView params, Own own)
{
    Pending pending;
    pending.own = std::move(own);
    pending.limit = m_setup.limits.startTime;
    send(std::move(pending), [&](QByteArrayView id) { return m_dialect->prepared(Message::request(id, method, params), id, {}, {}); });
}

void Leg::cancelled(Call &call, quint64 ticket, const QString &reason)
{
    if (ticket == 0) {
        const auto waiting = std::find_if(m_waiting.begin(), m_waiting.end(),
                                          [&call](const Carried &carried) { return carried.call.get() == &call; });
        if (waiting != m_waiting.end()) {
            m_waitingBytes -= waiting->request.bytes().size();
            m_waiting.erase(waiting);
        }
        return;
    }
    const auto found = m_pending.find(ticket);
    if (found == m_pending.end())
        return;
    const Pending pending = std::move(*found);
    m_pending.erase(found);
    --m_setup.tally->open;
    m_askable -= pending.askable ? 1 : 0;
    if (pending.askable && !pending.isResting)
        m_ghosts.insert(ticket, steadyMs());
    m_rounds.forget(ticket);
    m_questions.callEnded(ticket, reason);
    cancelTask(pending);
    if (!pending.isResting && (m_state == State::Ready || m_state == State::Retired))
        withdraw(ticket, reason.toUtf8());
    dispatchWaiting();
}

void Leg::onReceived(const Message &message, const Origin &origin)
{
    switch (message.kind()) {
    case Message::Kind::Result:
    case Message::Kind::Error:
        onAnswer(message, origin);
        return;
    case Message::Kind::Notification:
        onNotification(message, origin);
        return;
    case Message::Kind::Request:
        break;
    case Message::Kind::None:
        return;
    }
    if (message.isMethod("ping")) {
        say(Message::result(message.id(), "{}"));
        return;
    }
    if (!Questions::isQuestion(message.method())) {
        say(Message::error(message.id(), ErrorCode::methodNotFound, "this gateway does not know that method"));
        return;
    }
    quint64 id = 0;
    Pending *named = callOfTask(m_dialect->taskNamedBy(message), &id);
    if (Pending *pending = named ? named : soleCall(origin, &id)) {
        m_questions.belongsTo(*pending->call, id, message);
        return;
    }
    if (m_setup.bound) {
        m_questions.belongsTo(m_setup.bound, message);
        return;
    }
    // On an exchange nobody else can be meant: its call is cancelled, or the request is our own.
    const int candidates = origin.exchange != 0 ? 0 : m_askable + int(m_ghosts.size());
    if (candidates == 0 && message.isMethod("roots/list")) {
        say(Message::result(message.id(), R"({"roots":)" + m_setup.roots + '}'));
        return;
    }
    if (m_questions.refuse(message, candidates))
        Q_EMIT exclusiveChanged();
}

void Leg::onAnswer(const Message &answer, const Origin &origin)
{
    const quint64 id = idOf(JsonView(answer.id()));
    // On the exchange of one request nothing else can be answered, whatever the server says.
    if (origin.exchange != 0 && origin.exchange != id)
        return;
    const bool cameElsewhere = origin.exchange == 0 && origin.httpStatus != 0;
    const auto found = m_pending.find(id);
    if (found == m_pending.end()) {
        // Late, after a cancel or a limit: dropped. It can ask no more, either.
        m_ghosts.remove(id);
        return;
    }
    if (found->isResting)
        return;
    Pending pending = std::move(*found);
    m_pending.erase(found);
    if (cameElsewhere)
        m_backend->drop(id);
    m_hasExchanges = origin.exchange != 0;
    if (pending.own) {
        m_listens -= pending.isListen ? 1 : 0;
        pending.own(m_dialect->restored(answer, pending.request, {}));
        const QStringList warnings = m_dialect->takeWarnings();
        for (const QString &sentence : warnings)
            Q_EMIT warned(sentence);
        return;
    }
    if (answer.kind() == Message::Kind::Error && m_dialect->isOutdated(answer)) {
        m_pending.insert(id, std::move(pending));
        onExchangeFailed(id, {Failure::SessionGone, 0, {}, QStringLiteral("it speaks another protocol version by now")});
        return;
    }
    if (!pending.call->client()->isStateless && m_dialect->endsOnlyRound(answer)) {
        beginRound(id, std::move(pending), answer);
        return;
    }
    Message end = answer;
    if (pending.request.isMethod("tools/call") || pending.task) {
        if (goesOn(id, pending, end))
            return;
    }
    if (!pending.isSecondTry && pending.request.isMethod("tools/call") && m_dialect->wantsToolList(answer)) {
        callAfterList(id, std::move(pending));
        return;
    }
    const qint64 arrivedUs = steadyUs();
    const qint64 wayOutUs = pending.wayOutUs;
    m_setup.tally->took(arrivedUs - pending.sentUs);
    if (end.kind() == Message::Kind::Error)
        ++m_setup.tally->errors;
    const bool wasAskable = pending.askable;
    if (wasAskable && m_questions.hasOpen())
        m_questions.callEnded(id, QStringLiteral("the call has ended"));
    settle(std::move(pending), end);
    if (wayOutUs >= 0)
        m_setup.tally->adds(wayOutUs + steadyUs() - arrivedUs);
    Q_EMIT answered();
    if (!m_waiting.empty())
        dispatchWaiting();
    closeIfDone();
}

void Leg::settle(Pending &&pending, const Message &answer)
{
    m_askable -= pending.askable ? 1 : 0;
    --m_setup.tally->open;
    const Message restored =
        m_dialect->restored(answer, pending.request, senderOf(pending)).withId(pending.call->request().id());
    pending.call->finish(pending.edit ? pending.edit(restored) : restored);
}

} // namespace Signalbox
