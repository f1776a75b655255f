// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/fuzz/door/judges.h"

#include "core/front/generation.h"
#include "core/front/modern/ladder.h"
#include "core/http/headscanner.h"
#include "core/http/requesthead.h"
#include "core/mirror/headervalue.h"
#include "core/mirror/mirroredheaders.h"
#include "tests/fuzz/door/rewritten.h"

#include <algorithm>
#include <cctype>

namespace Signalbox {

namespace {

constexpr auto versionKey = "io.modelcontextprotocol/protocolVersion";
constexpr auto capabilitiesKey = "io.modelcontextprotocol/clientCapabilities";

/** The tool that every call is of. */
const QList<ToolHeader> &repeated()
{
    static const QList<ToolHeader> headers{
        {"Mcp-Param-R", {"r"}}, {"Mcp-Param-N", {"at", "n"}}, {"Mcp-Param-B", {"b"}}};
    return headers;
}

/** What comes out at the door, as one line, and what it was judged on. */
struct Outcome
{
    QByteArray text;
    bool isModern = false;
    Message message;
};

QByteArray written(const Refusal &refusal)
{
    return QByteArray::number(refusal.status) + ' ' + QByteArray::number(refusal.code) + ' ' + refusal.sentence.toUtf8()
        + ' ' + refusal.data;
}

/** A refusal tells the client what it is and why. */
QByteArray refused(const Refusal &refusal)
{
    const bool isSound = refusal.status == 400 && refusal.code < 0 && refusal.sentence.size() > 10
        && (refusal.data.isEmpty() || JsonView::parse(refusal.data).isObject());
    return isSound ? written(refusal) : "UNSOUND " + written(refusal);
}

Result<Post, QByteArray> postOf(const QByteArray &body)
{
    Post post;
    post.isBatch = body.trimmed().startsWith('[');
    auto elements = Message::split(body);
    if (!elements)
        return QByteArray("fault ") + QByteArray::number(elements.error().code);
    for (auto &element : *elements) {
        if (!element)
            return QByteArray("fault ") + QByteArray::number(element.error().code);
        post.messages.append(std::move(*element));
    }
    return post;
}

Outcome verdictOf(const HeaderList &headers, const QByteArray &body)
{
    const auto post = postOf(body);
    if (!post)
        return {post.error(), false, {}};
    if (headerCount(headers, "MCP-Protocol-Version") > 1)
        return {"version twice", false, post->messages.constFirst()};
    const Message &message = post->messages.constFirst();
    const auto generation = generationOf(*post, headerValue(headers, "MCP-Protocol-Version"));
    if (!generation)
        return {refused(generation.error()), false, message};
    if (*generation == Generation::Legacy)
        return {post->isBatch ? "legacy batch" : "legacy", false, message};
    if (!message.isRequest())
        return {message.isNotification() ? "modern notification" : "UNSOUND modern answer", false, message};
    if (const auto sound = checkStateless(message, StatelessMeta::of(message), headers); !sound)
        return {refused(sound.error()), true, message};
    if (message.isMethod("tools/call")) {
        if (const auto sound = checkToolHeaders(message, repeated(), headers); !sound)
            return {refused(sound.error()), true, message};
    }
    return {"modern", true, message};
}

bool isModernDate(const QByteArray &version)
{
    return version.size() == 10 && version >= "2026-07-28" && version[4] == '-' && version[7] == '-'
        && std::count_if(version.begin(), version.end(), [](char c) { return c >= '0' && c <= '9'; }) == 8;
}

/** The table of the specification once more, as a table: what the generation must be, or the code of the refusal. */
QByteArray expected(const Post &post, const HeaderList &headers)
{
    const JsonView claimed = post.messages.constFirst().params()["_meta"][versionKey];
    const QByteArray header = headerValue(headers, "MCP-Protocol-Version");
    const bool modernHeader = isModernDate(header);
    const Message &message = post.messages.constFirst();
    if (post.isBatch) {
        const bool isMixed = std::any_of(post.messages.begin(), post.messages.end(), [](const Message &each) {
            return each.params()["_meta"][versionKey].exists();
        });
        return isMixed ? "-32600" : "legacy";
    }
    if (message.isResponse())
        return "legacy";
    if (message.isNotification()) {
        if (!claimed.exists())
            return modernHeader ? "modern" : "legacy";
        if (!claimed.isString() || claimed.string().isEmpty())
            return "-32602";
        return header.isNull() || header == claimed.string() ? "modern" : "-32020";
    }
    const bool isWhole = isModernDate(claimed.string()) && message.params()["_meta"][capabilitiesKey].isObject();
    if (message.method() == "initialize" && !isWhole)
        return modernHeader ? "-32020" : "legacy";
    if (claimed.exists())
        return "modern";
    return modernHeader ? "-32602" : "legacy";
}

QByteArray troubleOfGeneration(const HeaderList &headers, const QByteArray &body)
{
    const auto post = postOf(body);
    if (!post || headerCount(headers, "MCP-Protocol-Version") > 1)
        return {};
    const auto generation = generationOf(*post, headerValue(headers, "MCP-Protocol-Version"));
    const QByteArray got = !generation      ? QByteArray::number(generation.error().code)
        : *generation == Generation::Modern ? "modern"
                                            : "legacy";
    const QByteArray wanted = expected(*post, headers);
    return got == wanted ? QByteArray() : "expected " + wanted + ", got " + got;
}

QByteArray otherCase(const QByteArray &name)
{
    QByteArray other = name;
    for (char &c : other)
        c = char(std::isupper(uchar(c)) ? std::tolower(uchar(c)) : std::toupper(uchar(c)));
    return other;
}

/** Nothing but what the headers and the body say may count. */
QByteArray troubleOfSpelling(const HeaderList &headers, const QByteArray &body, const Outcome &verdict)
{
    HeaderList others{{"X-Unknown", "\xff"}, {"Mcp-Session-Id", "gw-1"}};
    for (const Header &header : headers)
        others.prepend({otherCase(header.first), header.second});
    if (verdictOf(others, body).text != verdict.text)
        return "order, case or unknown headers change " + verdict.text + " to " + verdictOf(others, body).text;
    const JsonView value = JsonView::parse(body, 1024);
    if (verdict.message.kind() == Message::Kind::None || !value.exists())
        return {};
    // What is written longer may be too deep or too much in no other way: there is nothing it could trip over.
    const QByteArray other = ' ' + rewritten(value, {}) + '\n';
    if (verdictOf(headers, other).text != verdict.text)
        return "white space, order or escapes change " + verdict.text + " to " + verdictOf(headers, other).text;
    return {};
}

bool isVisible(const QByteArray &text)
{
    return std::all_of(text.begin(), text.end(), [](char c) { return c > 0x20 && c <= 0x7e; });
}

/** A request that is let through has exactly the headers that its body demands. */
QByteArray troubleOfMirror(const HeaderList &headers, const Outcome &verdict)
{
    const HeaderList mirrored =
        mirroredHeaders(verdict.message, StatelessMeta::of(verdict.message).version.string(),
                        verdict.message.isMethod("tools/call") ? repeated() : QList<ToolHeader>());
    for (const Header &one : mirrored) {
        const auto said = decodedHeaderValue(headerValue(headers, one.first));
        if (headerCount(headers, one.first) != 1 || !said)
            return "let through without one " + one.first;
        const QByteArray body = decodedHeaderValue(one.second).value_or(QByteArray());
        // Numbers count by value.
        if (*said != body
            && (!one.first.startsWith("Mcp-Param-") || JsonView::parse(*said).number() != body.toDouble()))
            return "let through though " + one.first + " says " + *said + ", not " + body;
    }
    return {};
}

/** With the headers that we would send ourselves it must be let through, and with any of them missing or changed not.
 */
QByteArray troubleOfOurOwn(const Outcome &verdict)
{
    const StatelessMeta meta = StatelessMeta::of(verdict.message);
    if (!isVisible(verdict.message.method().toByteArray()) || verdict.message.method().isEmpty())
        return {};
    const HeaderList mirrored =
        mirroredHeaders(verdict.message, meta.version.string(),
                        verdict.message.isMethod("tools/call") ? repeated() : QList<ToolHeader>());
    const QByteArray body = verdict.message.bytes();
    const Outcome ours = verdictOf(mirrored, body);
    if (ours.text != "modern")
        return ours.text.startsWith("400 -32602 params._meta") || ours.text.startsWith("400 -32022")
            ? QByteArray()
            : "our own headers: " + ours.text;
    for (qsizetype at = 0; at < mirrored.size(); ++at) {
        HeaderList less = mirrored;
        less.removeAt(at);
        HeaderList changed = mirrored;
        changed[at].second += "1";
        HeaderList twice = mirrored;
        twice.append(mirrored[at]);
        for (const HeaderList &wrong : {less, changed, twice}) {
            if (verdictOf(wrong, body).text == "modern")
                return "let through without, with another or with two " + mirrored[at].first;
        }
    }
    return {};
}

} // namespace

QByteArray postTrouble(QByteArrayView bytes)
{
    const QByteArray text = bytes.toByteArray();
    const qsizetype end = text.indexOf("\n\n");
    if (end < 0)
        return {};
    QByteArray lines = text.first(end + 2);
    lines.replace('\n', "\r\n");
    HeadScanner scanner;
    if (scanner.scan(lines) != HeadScanner::Found::End || scanner.size() != lines.size())
        return {};
    const auto head = parseRequestHead(lines, {});
    if (!head)
        return head.error().status >= 400 && !head.error().sentence.isEmpty() ? QByteArray() : "refused without a word";
    const HeaderList &headers = head->request.headers;
    const QByteArray body = text.sliced(end + 2);
    const Outcome verdict = verdictOf(headers, body);
    if (verdict.text.startsWith("UNSOUND") || verdictOf(headers, body).text != verdict.text)
        return "not one sound verdict: " + verdict.text;
    for (const QByteArray &trouble : {troubleOfGeneration(headers, body), troubleOfSpelling(headers, body, verdict),
                                      verdict.text == "modern" ? troubleOfMirror(headers, verdict) : QByteArray(),
                                      verdict.isModern ? troubleOfOurOwn(verdict) : QByteArray()}) {
        if (!trouble.isEmpty())
            return trouble;
    }
    return {};
}

} // namespace Signalbox
