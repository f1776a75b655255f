// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/fuzz/door/judges.h"

#include "core/http/requesthead.h"
#include "core/mirror/headervalue.h"
#include "core/mirror/toolheaders.h"

#include <algorithm>

namespace Signalbox {

namespace {

constexpr QByteArrayView opening = "=?base64?";

bool isVisible(const QByteArray &value)
{
    return std::all_of(value.begin(), value.end(), [](char c) { return c == '\t' || (c >= 0x20 && c <= 0x7e); });
}

QByteArray troubleOfText(const QByteArray &text)
{
    const QByteArray value = encodedHeaderValue(text);
    if (!isVisible(value) || value != value.trimmed())
        return "the value is none for a header: " + value;
    const bool isText = JsonView::parse(jsonString(text)).string() == text; // what a message can carry is UTF-8
    const auto back = decodedHeaderValue(value);
    if (isText && back != text)
        return "the text does not come back from " + value;
    if (back && *back != text)
        return "another text comes back from " + value;
    if (value.size() > 60'000)
        return {};
    const auto head =
        parseRequestHead("POST /mcp HTTP/1.1\r\nHost: localhost\r\nMcp-Name: \t" + value + " \r\n\r\n", {});
    if (!head || head->request.header("mcp-name") != value)
        return "the door reads another value than " + value;
    return {};
}

QByteArray troubleOfValue(const QByteArray &value)
{
    const auto text = decodedHeaderValue(value);
    if (!isVisible(value))
        return text ? "bytes that no header carries were taken" : QByteArray();
    const bool isMarked = value.startsWith(opening) && value.endsWith("?=");
    if (!isMarked)
        return text == value ? QByteArray() : "a plain value does not stand for itself";
    if (text && !text->isEmpty() && opening.toByteArray() + text->toBase64() + "?=" != value)
        return "a second way to write " + *text + " was taken";
    return {};
}

/** What is put into a header for an argument must be found to say the same. */
QByteArray troubleOfArgument(JsonView argument)
{
    const auto text = headerText(argument);
    if (!text)
        return {};
    if (!saysTheSame(*text, argument))
        return "an argument differs from its own header: " + *text;
    if (argument.type() != JsonView::Type::Number && saysTheSame(*text + "x", argument))
        return "a longer header says the same";
    if (argument.type() == JsonView::Type::Number && saysTheSame(QByteArray::number(text->toLongLong() + 1), argument))
        return "another number says the same";
    return {};
}

} // namespace

QByteArray valueTrouble(QByteArrayView bytes)
{
    QByteArray text = bytes.toByteArray();
    if (text.startsWith('\x01')) // stands for very long ones
        text = text.sliced(1).repeated(200);
    for (const QByteArray &each :
         {text, opening.toByteArray() + text + "?=", opening.toByteArray() + text.toBase64() + "?="}) {
        if (const QByteArray trouble = troubleOfText(each); !trouble.isEmpty())
            return trouble;
        if (const QByteArray trouble = troubleOfValue(each); !trouble.isEmpty())
            return trouble;
    }
    return troubleOfArgument(JsonView::parse(text));
}

} // namespace Signalbox
