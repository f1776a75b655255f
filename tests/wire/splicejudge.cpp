// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/wire/judge.h"

#include <array>

namespace Signalbox {

namespace {

constexpr int Depth = 1024;

using Views = std::array<QByteArrayView, 8>;

Views views(const Message &message)
{
    return {message.id(),         message.params().raw(), message.meta().raw(),        message.progressToken().raw(),
            message.name().raw(), message.uri().raw(),    message.resultValue().raw(), message.errorValue().raw()};
}

// Whether the arithmetic of a splice came to what reading it afresh finds.
QByteArray rereadTrouble(const char *splice, const Message &message)
{
    const auto fresh = Message::parse(message.bytes(), {.depth = Depth});
    const auto says = [splice](const char *what) { return QByteArray(splice) + ": " + what; };
    if (!fresh)
        return says("the outcome is no message: ") + fresh.error().sentence.toUtf8();
    if (fresh->kind() != message.kind() || fresh->method() != message.method())
        return says("another kind or method");
    const Views ours = views(message);
    const Views theirs = views(*fresh);
    for (size_t i = 0; i < ours.size(); ++i) {
        const bool same =
            ours[i].size() == theirs[i].size() && (ours[i].isEmpty() || ours[i].data() == theirs[i].data());
        if (!same)
            return says("a member lies elsewhere");
    }
    const QByteArray line = message.oneLine();
    if (line.contains('\n') || line.contains('\r') || line.size() != message.bytes().size())
        return says("not one line");
    return {};
}

QByteArray valueTrouble(const char *splice, JsonView value, QByteArrayView wanted)
{
    return value.raw() == wanted ? QByteArray() : QByteArray(splice) + ": the value is not there";
}

QByteArray identityTrouble(const Message &message)
{
    const bool isQuestion = !message.isResponse();
    const bool hasToken = isQuestion && (!message.meta().exists() || message.meta().isObject());
    const Message both = message.withIdAndToken("\"x\\n\"", "[\n1]");
    QByteArray trouble = rereadTrouble("withIdAndToken", both) + rereadTrouble("withId", message.withId("-1.5e3"))
        + valueTrouble("withIdAndToken", JsonView(both.id()), "\"x\\n\"")
        + valueTrouble("withId", JsonView(message.withId("-1.5e3").id()), "-1.5e3");
    if (hasToken)
        trouble += valueTrouble("withIdAndToken", both.progressToken(), "[\n1]");
    if (!message.id().isEmpty() && message.withId("12345").withId(message.id()).bytes() != message.bytes())
        trouble += "withId: there and back is not the same";
    return trouble;
}

QByteArray memberTrouble(const Message &message)
{
    QByteArray trouble;
    const auto check = [&trouble, &message](std::initializer_list<QByteArrayView> path) {
        for (const QByteArrayView raw : {QByteArrayView("{\"name\":1,\r\"progressToken\":{}}"), QByteArrayView("0")})
            trouble += rereadTrouble("with", message.with(path, raw));
        trouble += rereadTrouble("without", message.without(path));
    };
    check({"params", "name"});
    check({"params", "uri"});
    check({"params", "ref"});
    check({"params", "ref", "name"});
    check({"params", "_meta"});
    check({"params", "_meta", "progressToken"});
    check({"params", "_meta", "io.example/key"});
    check({"params", "arguments", "a", "b"});
    check({"params"});
    check({"result"});
    check({"result", "resultType"});
    check({"result", "_meta", "a"});
    check({"error", "code"});
    check({"error", "data", "a"});
    check({"method"});
    check({"jsonrpc"});
    check({"id"});
    check({"new", "er"});
    return trouble;
}

} // namespace

QByteArray spliceTrouble(const Message &message)
{
    return rereadTrouble("parse", message) + identityTrouble(message) + memberTrouble(message);
}

} // namespace Signalbox
