// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/fuzz/door/judges.h"

#include "core/front/modern/requestdigest.h"
#include "core/front/modern/sealedstate.h"
#include "tests/fuzz/door/rewritten.h"

#include <QHash>
#include <QList>

namespace Signalbox {

namespace {

constexpr qint64 now = 1'000;
constexpr int mostChanges = 12; //!< of one request in one run

const SealedState &seal()
{
    static const SealedState state(QByteArray(32, 'k'));
    return state;
}

Message request(const QByteArray &params, QByteArrayView method = "tools/call")
{
    const auto read = Message::parse("{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":" + jsonString(method)
                                     + ",\"params\":" + params + '}');
    return read ? *read : Message();
}

bool opens(const QByteArray &state, const Message &asked)
{
    return seal().open(state, "local", asked, now).has_value();
}

/** The bytes of every value that counts, keys of deeper objects included. */
void collect(JsonView value, int level, QList<QByteArrayView> &places)
{
    if (!value.isObject() && !value.isArray()) {
        places.append(value.raw());
        return;
    }
    for (auto member = value.begin(); member != value.end(); ++member) {
        const JsonView key = member.key();
        if (level == 0 && (key.equals("_meta") || key.equals("inputResponses") || key.equals("requestState")))
            continue;
        if (level > 0 && key.exists())
            places.append(key.raw());
        collect(member.value(), level + 1, places);
    }
    if (level > 0)
        places.append(value.raw());
}

/** Another value, as close as can be. */
QByteArray other(QByteArrayView raw, unsigned choice)
{
    const JsonView value(raw);
    const QByteArray text = raw.toByteArray();
    switch (value.type()) {
    case JsonView::Type::String:
        return choice % 2 ? text.chopped(1) + "\\u0000\"" : text.chopped(1) + "\xef\xbf\xbd\"";
    case JsonView::Type::Number:
        return text.contains('.') || text.contains('e') || text.contains('E') ? text + '0'
            : choice % 2                                                      ? text + ".0"
                                                                              : text + "e0";
    case JsonView::Type::Object:
        return choice % 2 ? text.chopped(1) + (value.count() ? ",\"\":0}" : "\"\":0}") : '[' + text + ']';
    case JsonView::Type::Array:
        return choice % 2 ? text.chopped(1) + (value.count() ? ",0]" : "0]") : '[' + text + ']';
    default:
        return text == "null" ? "false" : "null";
    }
}

QByteArray troubleOfChanges(const QByteArray &params, const QByteArray &state, unsigned choice)
{
    const JsonView whole = JsonView::parse(params);
    QList<QByteArrayView> places;
    collect(whole, 0, places);
    const qsizetype step = std::max<qsizetype>(1, places.size() / mostChanges);
    for (qsizetype at = choice % unsigned(step); at < places.size(); at += step) {
        const QByteArrayView place = places[at];
        QByteArray changed = params;
        changed.replace(place.begin() - QByteArrayView(params).begin(), place.size(),
                        other(place, choice + unsigned(at)));
        const Message asked = request(changed);
        if (asked.isRequest() && opens(state, asked))
            return "a change goes unnoticed: " + changed;
    }
    return {};
}

QByteArray troubleOfForgery(const Message &asked, const QByteArray &state, unsigned choice)
{
    const QByteArray second = seal().seal({"other", 4, now + 2}, "local", asked);
    const char mask = char(1u << (choice % 8));
    for (qsizetype at = 0; at < state.size(); ++at) {
        QByteArray flipped = state;
        flipped[at] = char(flipped[at] ^ mask);
        if (opens(flipped, asked))
            return "a flipped bit goes unnoticed at " + QByteArray::number(at);
        if (opens(state.first(at), asked) || opens(state.sliced(at + 1), asked))
            return "a cut goes unnoticed at " + QByteArray::number(at);
        const QByteArray spliced = state.first(at) + second.sliced(std::min(at, second.size()));
        if (spliced != state && spliced != second && opens(spliced, asked))
            return "a splice goes unnoticed at " + QByteArray::number(at);
    }
    for (const QByteArray &longer : {state + '=', state + '.', state + 'A', state + '\0', ' ' + state, state + state}) {
        if (opens(longer, asked))
            return "more goes unnoticed";
    }
    return {};
}

} // namespace

QByteArray sealTrouble(QByteArrayView bytes)
{
    const QByteArray params = bytes.toByteArray().trimmed();
    // As a state of somebody else it must be refused, whatever it is.
    if (seal().open(params, "local", request("{}"), now)
        || seal().open("signalbox1." + params, "local", request("{}"), now))
        return "a foreign state was taken";
    const Message asked = request(params);
    if (!asked.isRequest())
        return {};
    const unsigned choice = unsigned(qHash(params, 0) & 0xffff);
    const QByteArray state = seal().seal({"handle", 3, now + 1}, "local", asked);
    const auto content = seal().open(state, "local", asked, now);
    if (!content || content->call != "handle" || content->round != 3 || content->expires != now + 1)
        return "the state does not come back";
    // A message takes no escaped keys in its params, nor in these two below them.
    const bool isStrict = asked.meta().exists() || asked.params()["ref"].exists();
    const QByteArray again = rewritten(JsonView::parse(params), {true, true, true, isStrict ? 2 : 1});
    if (!opens(state, request(again)))
        return "the way it is written counts: " + again;
    if (requestDigest(asked.with({"params", "_meta", "a"}, "1")) != requestDigest(asked)
        && (asked.meta().isObject() || !asked.meta().exists()))
        return "what belongs to a round counts";
    const Message elsewhere = request(params, "prompts/get");
    if (opens(state, elsewhere) || seal().open(state, "somebody", asked, now)
        || seal().open(state, "local", asked, now + 1)
        || SealedState(QByteArray(32, 'l')).open(state, "local", asked, now))
        return "it opens for somebody else, elsewhere, later or with another key";
    if (const QByteArray trouble = troubleOfForgery(asked, state, choice); !trouble.isEmpty())
        return trouble;
    return troubleOfChanges(params, state, choice);
}

} // namespace Signalbox
