// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/toolcommands.h"

#include "core/bus/bus.h"
#include "core/call/person.h"
#include "core/loop/steadyclock.h"
#include "core/routing/router.h"
#include "core/wire/errorcodes.h"

#include <QJsonArray>
#include <QJsonDocument>

#include <algorithm>

namespace Signalbox {

namespace {

constexpr int trialsAtOnce = 16;
constexpr int idleTime = 60'000; //!< ms; processes of its own are kept so long for the next try
constexpr qint64 progressPause = 100; //!< ms
constexpr qsizetype longestResult = 1024 * 1024;
constexpr qsizetype keptOfLonger = 64 * 1024;
constexpr qsizetype longestSentence = 2'000;

QJsonObject objectIn(QByteArrayView raw)
{
    return QJsonDocument::fromJson(raw.toByteArray()).object();
}

/** What came back, for a person: bounded, and as written where that says more than the object. */
QJsonObject shown(QByteArrayView raw, qint64 milliseconds)
{
    QJsonObject answer{{QStringLiteral("ms"), milliseconds}, {QStringLiteral("bytes"), raw.size()}};
    const bool isWhole = raw.size() <= longestResult;
    answer.insert(QStringLiteral("whole"), isWhole);
    answer.insert(QStringLiteral("raw"), QString::fromUtf8(raw.first(isWhole ? raw.size() : keptOfLonger)));
    if (isWhole)
        answer.insert(QStringLiteral("result"), objectIn(raw));
    return answer;
}

} // namespace

ToolCommands::ToolCommands(Control *control, Rooms rooms) : m_rooms(rooms)
{
    m_idle.setSingleShot(true);
    m_idle.setInterval(idleTime);
    connect(&m_idle, &QTimer::timeout, this, &ToolCommands::leave);
    control->add({QStringLiteral("tool.call"), {QStringLiteral("name"), QStringLiteral("arguments")},
                  QStringLiteral("Call a tool, named as clients of all servers see it; \"tag\" names the call for tool.cancel")},
                 [this](const QJsonObject &arguments, const Control::Answer &answer) { call(arguments, answer); });
    control->add({QStringLiteral("tool.cancel"), {QStringLiteral("tag")}, QStringLiteral("Cancel a call made with tool.call")},
                 [this](const QJsonObject &arguments, const Control::Answer &answer) {
                     answer(cancel(arguments.value(QStringLiteral("tag")).toString()));
                 });
    control->add({QStringLiteral("asks"), {}, QStringLiteral("Questions of servers that wait for you, with their numbers")},
                 [this](const QJsonObject &, const Control::Answer &answer) { answer(asks()); });
    control->add({QStringLiteral("tools.load"), {}, QStringLiteral("Start what has not told its tools yet, and wait for its lists")},
                 [this](const QJsonObject &, const Control::Answer &answer) { load(answer); });
}

ToolCommands::~ToolCommands()
{
    close();
}

void ToolCommands::close()
{
    m_closed = true;
    m_idle.stop();
    const QHash<QByteArray, Trial> trials = std::exchange(m_trials, {});
    for (const Trial &trial : trials) {
        trial.call->cancel(QStringLiteral("the gateway is ending"));
        trial.answer(Reason{QStringLiteral("the gateway is ending; whether the tool did its work is unknown")});
    }
    leave();
}

/** It says that it can be asked everything: the person can. */
ClientPtr ToolCommands::client()
{
    if (m_client)
        return m_client;
    auto made = std::make_shared<Client>();
    made->number = m_rooms.bus->nextNumber();
    made->capabilities = R"({"elicitation":{"form":{},"url":{}},"sampling":{},"roots":{}})";
    made->features = featuresIn(JsonView(made->capabilities));
    made->info = R"({"name":"signalbox","title":"Signalbox window","version":")" SIGNALBOX_VERSION R"("})";
    m_client = made;
    m_rooms.router->clientCame(m_client);
    return m_client;
}

void ToolCommands::leave()
{
    if (m_client && m_trials.isEmpty())
        m_rooms.router->clientLeft(std::exchange(m_client, {})->number);
}

void ToolCommands::call(const QJsonObject &arguments, const Control::Answer &answer)
{
    const QJsonValue name = arguments.value(QStringLiteral("name"));
    const QJsonValue values = arguments.value(QStringLiteral("arguments"));
    if (!name.isString() || !values.isObject())
        return answer(Reason{QStringLiteral("tool.call: expected the name of a tool as text and its arguments as an object")});
    const QString tag = arguments.value(QStringLiteral("tag")).toString();
    const bool isTaken = std::any_of(m_trials.cbegin(), m_trials.cend(),
                                     [&](const Trial &trial) { return !tag.isEmpty() && trial.tag == tag; });
    if (isTaken)
        return answer(Reason{QStringLiteral("tag: a call with the tag \"%1\" is still open").arg(tag.left(60))});
    const QJsonObject params{{QStringLiteral("name"), name},
                             {QStringLiteral("arguments"), values},
                             {QStringLiteral("_meta"), QJsonObject{{QStringLiteral("progressToken"), qint64(m_lastId + 1)}}}};
    start("tools/call", QJsonDocument(params).toJson(QJsonDocument::Compact), {{}, tag, answer});
}

void ToolCommands::load(const Control::Answer &answer)
{
    start("tools/list", "{}", {{}, {}, answer});
}

void ToolCommands::start(QByteArrayView method, const QByteArray &params, Trial trial)
{
    if (m_closed)
        return trial.answer(Reason{QStringLiteral("the gateway is ending")});
    if (m_trials.size() >= trialsAtOnce)
        return trial.answer(Reason{QStringLiteral("%1 calls are open already: wait for one, or cancel it").arg(trialsAtOnce)});
    const QByteArray id = QByteArray::number(++m_lastId);
    const Message request = Message::request(id, method, params);
    if (!request.isRequest())
        return trial.answer(Reason{QStringLiteral("arguments: expected at most a few hundred objects within each other")});
    m_idle.stop();
    m_trials.insert(id, std::move(trial));
    const CallPtr call = m_rooms.router->start(request, client(), this);
    // It may have ended inside start().
    if (const auto made = m_trials.find(id); made != m_trials.end())
        made->call = call;
}

QJsonObject ToolCommands::asks() const
{
    QJsonArray rows;
    for (const AskPtr &ask : m_rooms.person->open()) {
        rows.append(QJsonObject{{QStringLiteral("number"), qint64(ask->number())},
                                {QStringLiteral("backend"), QString::fromLatin1(ask->backend())},
                                {QStringLiteral("tool"), QString::fromUtf8(ask->occasion().tool)},
                                {QStringLiteral("method"), QString::fromUtf8(ask->request().method())},
                                {QStringLiteral("question"), objectIn(ask->request().params().raw())}});
    }
    return {{QStringLiteral("asks"), rows}};
}

Result<QJsonObject> ToolCommands::cancel(const QString &tag)
{
    for (auto it = m_trials.begin(); it != m_trials.end(); ++it) {
        if (tag.isEmpty() || it->tag != tag)
            continue;
        const Trial trial = *it;
        m_trials.erase(it);
        m_idle.start();
        if (trial.call)
            trial.call->cancel(QStringLiteral("the person cancelled it"));
        trial.answer(Reason{QStringLiteral("you cancelled it; what the server had done until then stays done")});
        return QJsonObject();
    }
    return Reason{QStringLiteral("tag: expected that of an open call; it has ended, or there was none")};
}

bool ToolCommands::ask(quint64 client, const AskPtr &ask)
{
    if (!m_client || m_client->number != client)
        return false;
    offer(ask);
    return true;
}

void ToolCommands::offer(const AskPtr &ask)
{
    if (!m_rooms.person->offer(ask, steadyMs()))
        ask->refuse(ErrorCode::methodNotFound, "nobody is at the window of the gateway to answer");
}

ToolCommands::Trial ToolCommands::take(const Call &call)
{
    Trial trial = m_trials.take(call.request().id().toByteArray());
    if (m_trials.isEmpty() && !m_closed)
        m_idle.start();
    return trial;
}

void ToolCommands::progressed(Call &call, const Message &notification)
{
    const auto trial = m_trials.find(call.request().id().toByteArray());
    const qint64 now = steadyMs();
    if (trial == m_trials.end() || trial->tag.isEmpty() || now - trial->toldAt < progressPause)
        return;
    trial->toldAt = now;
    Q_EMIT m_rooms.bus->personsCallProgressed(trial->tag, objectIn(notification.params().raw()));
}

/** The window shows the log lines of servers elsewhere. */
void ToolCommands::logged(Call &, const Message &) { }

void ToolCommands::asked(Call &, const AskPtr &ask)
{
    offer(ask);
}

void ToolCommands::finished(Call &call, const Message &answer)
{
    const Trial trial = take(call);
    if (!trial.answer)
        return;
    if (answer.kind() == Message::Kind::Error) {
        const QByteArray sentence = answer.errorValue()["message"].string();
        trial.answer(Reason{QStringLiteral("%1 (error %2)")
                                .arg(QString::fromUtf8(sentence).left(longestSentence))
                                .arg(answer.errorCode())});
        return;
    }
    if (call.request().isMethod("tools/list"))
        return trial.answer(QJsonObject());
    trial.answer(shown(answer.resultValue().raw(), (steadyUs() - call.startedUs()) / 1000));
}

} // namespace Signalbox
