// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/upstream/httpactor.h"

#include <algorithm>

namespace Signalbox {

namespace {

Failure failureOf(Failure::Kind kind)
{
    return {kind, kind == Failure::SessionGone ? 404 : 0, {}, QStringLiteral("the web failed it")};
}

} // namespace

Result<std::unique_ptr<Backend>> HttpActor::create(const QJsonObject &, const Surroundings &)
{
    auto leg = std::make_unique<FakeHttpBackend>();
    leg->onSend = [this, it = leg.get()](const Message &message, const Route &route) { onMessage(it, message, route); };
    legs.append(leg.get());
    return std::unique_ptr<Backend>(std::move(leg));
}

void HttpActor::forgetSessions()
{
    for (const QPointer<FakeHttpBackend> &leg : std::as_const(legs))
        m_forgotten.append(leg.data());
}

void HttpActor::onMessage(FakeHttpBackend *leg, const Message &message, const Route &route)
{
    const Heard one{leg, message, route};
    if (!isReachable)
        return fail(one, Failure::NotSent);
    heard.append(one);
    if (m_forgotten.contains(leg))
        return fail(one, Failure::SessionGone);
    if ((script && script(one)) || !message.isRequest())
        return;
    if (message.isMethod("tools/call"))
        return carryOut(one);
    const auto special = results.constFind(message.method().toByteArray());
    const bool isGreeting = message.isMethod("initialize");
    answer(one,
           special != results.cend() ? *special
               : isGreeting          ? usualGreeting("web", usualCapabilities)
                                     : usualResult(message));
}

void HttpActor::countCall(const Message &call)
{
    ++m_carriedOut[call.params()["arguments"]["mark"].string()];
}

void HttpActor::carryOut(const Heard &call)
{
    countCall(call.message);
    if (call.message.name().equals("hold"))
        held.append(call);
    else
        answer(call, usualResult(call.message));
}

int HttpActor::count(QByteArrayView method) const
{
    return int(
        std::count_if(heard.begin(), heard.end(), [method](const Heard &one) { return one.message.isMethod(method); }));
}

void HttpActor::answer(const Heard &heard, const QByteArray &result)
{
    sayOn(heard, Message::result(heard.message.id(), result));
}

void HttpActor::sayOn(const Heard &heard, const Message &message)
{
    if (heard.leg)
        heard.leg->answer(heard.route.exchange, message);
}

void HttpActor::fail(const Heard &heard, Failure::Kind kind)
{
    if (!heard.leg)
        return;
    if (heard.route.exchange != 0)
        heard.leg->fail(heard.route.exchange, kind);
    else
        heard.leg->failExchange(0, failureOf(kind));
}

Web::Web(const Limits &limits, Stage::Instances instances)
    : stage(limits, instances)
{
    stage.house.plugins.add(QStringLiteral("web"), &server);
    stage.apply({stage.config("web")});
}

bool Web::hasCalls(int count) const
{
    return HttpClient::await(
        [this, count] { return stage.house.conversations->counts()[QStringLiteral("calls")].toInt() == count; });
}

QByteArray marked(const QByteArray &id, const QByteArray &tool, const QByteArray &mark)
{
    return Talker::call(id, tool, R"({"mark":)" + jsonString(mark) + '}');
}

} // namespace Signalbox
