// SPDX-License-Identifier: GPL-3.0-or-later
#include "plugins/http/messagetext.h"

namespace Signalbox {

MessageText MessageText::read(const QByteArray &bytes, int depthLimit)
{
    MessageText text;
    // Not allowed in JSON, but some servers write it and nothing else can be meant.
    constexpr QByteArrayView byteOrderMark = "\xEF\xBB\xBF";
    const bool isMarked = bytes.startsWith(byteOrderMark);
    const QByteArray json = isMarked ? bytes.sliced(byteOrderMark.size()) : bytes;
    const auto elements = Message::split(json, MessageLimits{depthLimit});
    if (!elements) {
        text.fault = elements.error().sentence;
        return text;
    }
    for (const Result<Message, Fault> &element : *elements) {
        if (element)
            text.messages.append(*element);
        else
            text.fault = element.error().sentence;
    }
    return text;
}

bool isSameId(QByteArrayView left, QByteArrayView right)
{
    if (left == right)
        return true;
    const JsonView text(left);
    return text.isString() && JsonView(right).isString() && text.string() == JsonView(right).string();
}

} // namespace Signalbox
