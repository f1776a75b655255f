// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/wire/message.h"

#include "core/wire/envelopereader.h"
#include "core/wire/errorcodes.h"
#include "core/wire/plaintext.h"
#include "core/wire/scanner.h"

#include <algorithm>
#include <limits>

namespace Signalbox {

namespace {

constexpr QByteArrayView Opening = R"({"jsonrpc":"2.0")";

// What we write ourselves is read like anything else, so that one piece of code knows where the members lie.
Message written(QByteArray bytes)
{
    auto message = Message::parse(std::move(bytes), {.depth = Scanner::MaxDepth});
    return message ? std::move(*message) : Message();
}

void append(QByteArray &bytes, QByteArrayView key, QByteArrayView raw)
{
    bytes += key;
    bytes += raw;
}

} // namespace

Signalbox::Result<Message, Fault> Message::parse(QByteArray bytes, MessageLimits limits)
{
    return EnvelopeReader::read(std::move(bytes), limits);
}

Signalbox::Result<QList<Signalbox::Result<Message, Fault>>, Fault> Message::split(QByteArray bytes,
                                                                                  MessageLimits limits)
{
    using Parsed = Signalbox::Result<Message, Fault>;
    const auto first = std::find_if_not(bytes.cbegin(), bytes.cend(), isSpace);
    if (first == bytes.cend() || *first != '[' || bytes.size() > std::numeric_limits<qint32>::max()) {
        const bool isObject = first != bytes.cend() && *first == '{';
        Parsed parsed = parse(std::move(bytes), limits);
        if (!parsed && (!isObject || parsed.error().code == ErrorCode::parseError))
            return parsed.error();
        return QList<Parsed>{std::move(parsed)};
    }
    const JsonView batch = JsonView::parse(bytes, limits.depth + 1);
    if (!batch.exists()) {
        Scanner scanner(bytes, limits.depth + 1);
        scanner.skipDocument();
        return Fault{ErrorCode::parseError, scanner.offset(), scanner.defect(), {}};
    }
    QList<Parsed> messages;
    for (const JsonView element : batch) {
        if (messages.size() == limits.batch)
            return Fault{ErrorCode::invalidRequest,
                         element.raw().data() - bytes.constData(),
                         QStringLiteral("expected at most %1 messages in a batch, got more").arg(limits.batch),
                         {}};
        messages.append(parse(element.raw().toByteArray(), limits));
    }
    if (messages.isEmpty())
        return Fault{ErrorCode::invalidRequest, 0, QStringLiteral("expected a batch of one message or more, got an empty array"), {}};
    return messages;
}

Message Message::request(QByteArrayView id, QByteArrayView method, QByteArrayView params)
{
    QByteArray bytes = Opening.toByteArray();
    append(bytes, R"(,"id":)", id);
    append(bytes, R"(,"method":)", jsonString(method));
    if (!params.isEmpty())
        append(bytes, R"(,"params":)", params);
    return written(bytes + '}');
}

Message Message::notification(QByteArrayView method, QByteArrayView params)
{
    QByteArray bytes = Opening.toByteArray();
    append(bytes, R"(,"method":)", jsonString(method));
    if (!params.isEmpty())
        append(bytes, R"(,"params":)", params);
    return written(bytes + '}');
}

Message Message::result(QByteArrayView id, QByteArrayView result)
{
    QByteArray bytes = Opening.toByteArray();
    append(bytes, R"(,"id":)", id);
    append(bytes, R"(,"result":)", result);
    return written(bytes + '}');
}

Message Message::error(QByteArrayView id, int code, QByteArrayView message, QByteArrayView data)
{
    QByteArray bytes = Opening.toByteArray();
    if (!id.isEmpty())
        append(bytes, R"(,"id":)", id);
    append(bytes, R"(,"error":{"code":)", QByteArray::number(code));
    append(bytes, R"(,"message":)", jsonString(message));
    if (!data.isEmpty())
        append(bytes, R"(,"data":)", data);
    return written(bytes + "}}");
}

QByteArray Message::oneLine() const
{
    if (!m_hasLineBreak)
        return m_bytes;
    QByteArray line = m_bytes; // valid JSON has raw line breaks between tokens only, never inside a string
    std::replace_if(
        line.begin(), line.end(), [](char c) { return c == '\n' || c == '\r'; }, ' ');
    return line;
}

QByteArrayView Message::method() const
{
    return m_method.isEmpty() ? view(Method) : QByteArrayView(m_method);
}

int Message::errorCode() const
{
    const qint64 code = errorValue()["code"].integer().value_or(0);
    return code == int(code) ? int(code) : 0;
}

} // namespace Signalbox
