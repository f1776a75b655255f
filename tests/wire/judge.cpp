// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/wire/judge.h"

#include <QRegularExpression>

#include <simdjson.h>

#include <set>
#include <string_view>

namespace Signalbox {

namespace {

using simdjson::dom::element;
using simdjson::dom::element_type;
using simdjson::dom::object;

constexpr int Depth = 1024;
constexpr char Replacement[] = "\xef\xbf\xbd";

QByteArrayView bytes(std::string_view text)
{
    return QByteArrayView(text.data(), qsizetype(text.size()));
}

bool sameText(std::string_view theirs, JsonView ours)
{
    const QByteArray text = ours.string();
    // A lone surrogate is encoded by simdjson and replaced by us; what surrounds it is compared in other texts.
    return text.contains(Replacement) || (bytes(theirs) == text && ours.equals(text));
}

bool same(element theirs, JsonView ours);

bool sameArray(const simdjson::dom::array &theirs, JsonView ours)
{
    auto at = ours.begin();
    for (const element child : theirs) {
        if (at == ours.end() || at.key().exists() || !same(child, at.value()))
            return false;
        ++at;
    }
    return at == ours.end();
}

bool sameObject(const object &theirs, JsonView ours)
{
    auto at = ours.begin();
    for (const auto member : theirs) {
        if (at == ours.end() || !sameText(member.key, at.key()) || !same(member.value, at.value()))
            return false;
        ++at;
    }
    return at == ours.end();
}

bool same(element theirs, JsonView ours)
{
    switch (theirs.type()) {
    case element_type::ARRAY:
        return ours.isArray() && sameArray(theirs.get_array().value_unsafe(), ours);
    case element_type::OBJECT:
        return ours.isObject() && sameObject(theirs.get_object().value_unsafe(), ours);
    case element_type::STRING:
        return ours.isString() && sameText(theirs.get_string().value_unsafe(), ours);
    case element_type::INT64:
        return ours.integer() == qint64(theirs.get_int64().value_unsafe());
    case element_type::UINT64:
        return !ours.integer() && ours.raw().toULongLong() == theirs.get_uint64().value_unsafe();
    case element_type::DOUBLE: // what underflows is no number to us, and 0 to them
        return !ours.integer() && ours.number().value_or(0) == theirs.get_double().value_unsafe();
    case element_type::BOOL:
        return ours.boolean() == theirs.get_bool().value_unsafe();
    case element_type::NULL_VALUE:
        return ours.isNull() && ours.type() == JsonView::Type::Null;
    }
    return false;
}

// Looks for what simdjson may refuse and we may not.
struct Excuses
{
    bool hugeNumber = false;
    bool loneSurrogate = false;
    bool badNumber = false;

    void collect(JsonView value)
    {
        static const QRegularExpression grammar(
            QStringLiteral("\\A-?(0|[1-9][0-9]*)(\\.[0-9]+)?([eE][+-]?[0-9]+)?\\z"));
        if (value.type() == JsonView::Type::Number) {
            badNumber = badNumber || !grammar.match(QString::fromLatin1(value.raw())).hasMatch();
            hugeNumber = hugeNumber || !value.integer();
        }
        loneSurrogate = loneSurrogate || value.string().contains(Replacement);
        for (auto at = value.begin(), last = value.end(); at != last; ++at) {
            loneSurrogate = loneSurrogate || at.key().string().contains(Replacement);
            collect(at.value());
        }
    }
};

QByteArray excuseFor(simdjson::error_code error, JsonView ours)
{
    Excuses excuses;
    excuses.collect(ours);
    if (excuses.badNumber)
        return "we take a number that is none";
    const bool isNumber = error == simdjson::NUMBER_ERROR;
    if ((isNumber && excuses.hugeNumber) || (error == simdjson::STRING_ERROR && excuses.loneSurrogate)
        || error == simdjson::DEPTH_ERROR)
        return {};
    return QByteArray("we take what simdjson refuses: ") + simdjson::error_message(error);
}

bool hasDuplicates(const object &members)
{
    std::set<std::string_view> keys;
    for (const auto member : members) {
        if (!keys.insert(member.key).second)
            return true;
    }
    return false;
}

bool isId(element id)
{
    return id.is_string() || id.is_number();
}

bool hasDuplicatesBelow(const object &params)
{
    object inner;
    for (const char *key : {"_meta", "ref"}) {
        if (params[key].get(inner) == simdjson::SUCCESS && hasDuplicates(inner))
            return true;
    }
    return false;
}

// The rules of the envelope once more, over simdjson's tree; escaped keys cannot be told there.
bool isEnvelope(element document)
{
    object root;
    std::string_view version;
    if (document.get(root) || hasDuplicates(root) || root["jsonrpc"].get(version) || version != "2.0")
        return false;
    element id, part;
    const bool hasId = !root["id"].get(id);
    const bool asks = !root["method"].get(part);
    if (asks + !root["result"].error() + !root["error"].error() != 1)
        return false;
    if (object params;
        !root["params"].get(part) && (part.get(params) || hasDuplicates(params) || hasDuplicatesBelow(params)))
        return false;
    if (asks)
        return root["method"].is_string() && (!hasId || isId(id));
    if (!root["result"].error())
        return hasId && isId(id);
    return root["error"].is_object() && root["error"]["code"].is_int64() && root["error"]["message"].is_string()
        && (!hasId || id.is_null() || isId(id));
}

bool samePart(simdjson::simdjson_result<element> theirs, JsonView ours)
{
    element value;
    return theirs.get(value) ? !ours.exists() : same(value, ours);
}

bool sameParts(element root, const Message &message)
{
    const auto params = root["params"];
    std::string_view method;
    const bool asks = !root["method"].get(method);
    if (asks != !message.isResponse()
        || (asks && bytes(method) != message.method() && !message.method().contains(Replacement)))
        return false;
    return samePart(root["id"], JsonView(message.id())) && samePart(params, message.params())
        && samePart(params["_meta"], message.meta()) && samePart(params["name"], message.name())
        && samePart(params["uri"], message.uri()) && samePart(params["_meta"]["progressToken"], message.progressToken())
        && samePart(root["result"], message.resultValue()) && samePart(root["error"], message.errorValue());
}

QByteArray envelopeDisagreement(QByteArrayView text, bool isJson, const element *root)
{
    const auto message = Message::parse(text.toByteArray(), {.depth = Depth});
    if (!message && (message.error().code == -32700) == isJson)
        return "a message and a view differ on what is JSON";
    if (message && root && !sameParts(*root, *message))
        return "a part of the envelope lies elsewhere";
    if (root && !text.contains('\\') && message.ok() != isEnvelope(*root))
        return message ? QByteArray("a bad envelope passes")
                       : "a good envelope is refused: " + message.error().sentence.toUtf8();
    return message ? spliceTrouble(*message) : QByteArray();
}

} // namespace

QByteArray disagreement(QByteArrayView text)
{
    simdjson::dom::parser parser;
    const simdjson::padded_string padded(text.data(), size_t(text.size()));
    element root;
    const simdjson::error_code error = parser.parse(padded).get(root);
    const JsonView ours = JsonView::parse(text, Depth);
    if (!error && !ours.exists())
        return "we refuse what simdjson takes";
    if (!error && !same(root, ours))
        return "a value differs";
    if (error && ours.exists()) {
        if (const QByteArray trouble = excuseFor(error, ours); !trouble.isEmpty())
            return trouble;
    }
    return envelopeDisagreement(text, ours.exists(), error ? nullptr : &root);
}

} // namespace Signalbox
