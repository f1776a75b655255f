// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/wire/envelopereader.h"

#include "core/wire/errorcodes.h"
#include "core/wire/keysseen.h"

#include <cstring>
#include <limits>

namespace Signalbox {

namespace {

constexpr qsizetype LongestKeyShown = 60;

// Compares in line: the comparison of QByteArrayView is a call, and a message has a dozen keys.
template <size_t Size> bool isText(QByteArrayView text, const char (&expected)[Size])
{
    return text.size() == Size - 1 && std::memcmp(text.data(), expected, Size - 1) == 0;
}

QString typeName(JsonView value)
{
    switch (value.type()) {
    case JsonView::Type::Missing:
        return QStringLiteral("nothing");
    case JsonView::Type::Null:
        return QStringLiteral("null");
    case JsonView::Type::Bool:
        return QStringLiteral("a boolean");
    case JsonView::Type::Number:
        return QStringLiteral("a number");
    case JsonView::Type::String:
        return QStringLiteral("a string");
    case JsonView::Type::Array:
        return QStringLiteral("an array");
    case JsonView::Type::Object:
        return QStringLiteral("an object");
    }
    return {};
}

} // namespace

Signalbox::Result<Message, Fault> EnvelopeReader::read(QByteArray bytes, MessageLimits limits)
{
    if (bytes.size() > std::numeric_limits<qint32>::max())
        return Fault{
            ErrorCode::invalidRequest, 0, QStringLiteral("expected a message below 2 GiB, got %1 bytes").arg(bytes.size()), {}};
    EnvelopeReader reader(bytes, limits);
    if (!reader.scan())
        return Fault{ErrorCode::parseError, reader.m_scanner.offset(), reader.m_scanner.defect(), reader.readableId()};
    reader.judge();
    if (reader.m_isFaulty)
        return reader.fault();
    reader.m_message.m_hasLineBreak = reader.m_scanner.hasLineBreak();
    reader.m_message.m_bytes = std::move(bytes);
    return std::move(reader.m_message);
}

bool EnvelopeReader::scan()
{
    m_scanner.skipSpace();
    if (m_scanner.peek() != '{') {
        const qsizetype from = m_scanner.offset();
        if (!m_scanner.skipValue(0))
            return false;
        blame(from,
              QStringLiteral("expected one JSON-RPC object, got %1").arg(typeName(JsonView(m_scanner.since(from)))));
        return m_scanner.expectEnd();
    }
    return scanObject("the envelope", 0, [this](QByteArrayView key) { return scanEnvelopeMember(key); })
        && m_scanner.expectEnd();
}

template <typename OnMember> bool EnvelopeReader::scanObject(const char *where, int level, OnMember onMember)
{
    if (!m_scanner.enter('{', level))
        return false;
    if (m_scanner.leave('}'))
        return true;
    KeysSeen keys;
    const auto blameKey = [this, where](QByteArrayView key) {
        blame(key.data() - 1 - m_text.data(),
              QStringLiteral("escaped or duplicate key \"%1\" in %2: two readers could understand it differently")
                  .arg(QString::fromUtf8(key.first(qMin(key.size(), LongestKeyShown))), QLatin1String(where)));
    };
    auto next = Scanner::Next::Member;
    while (next == Scanner::Next::Member) {
        Scanner::Key key;
        if (!m_scanner.skipKey(key))
            return false;
        if (key.isEscaped || keys.contains(key.text)) {
            blameKey(key.text);
            m_idTwice = m_idTwice || (level == 0 && isText(key.text, "id"));
        }
        keys.add(key.text);
        if (!onMember(key.text))
            return false;
        next = m_scanner.next('}');
    }
    if (const QByteArrayView key = keys.duplicate(); key.data()) {
        blameKey(key);
        m_idTwice = m_idTwice || level == 0;
    }
    return next == Scanner::Next::End;
}

bool EnvelopeReader::scanEnvelopeMember(QByteArrayView key)
{
    if (isText(key, "jsonrpc"))
        return scanOpaque(m_version, 1);
    if (isText(key, "id"))
        return scanOpaque(part(Message::Id), 1);
    if (isText(key, "method"))
        return scanOpaque(part(Message::Method), 1);
    if (isText(key, "params"))
        return scanParams();
    if (isText(key, "result"))
        return scanOpaque(m_result, 1);
    if (isText(key, "error"))
        return scanOpaque(m_error, 1);
    return m_scanner.skipValue(1);
}

bool EnvelopeReader::scanOpaque(Range &range, int level)
{
    const qsizetype from = m_scanner.offset();
    if (!m_scanner.skipValue(level))
        return false;
    range = {quint32(from), quint32(m_scanner.offset() - from)};
    return true;
}

bool EnvelopeReader::scanParams()
{
    if (m_scanner.peek() != '{')
        return scanOpaque(part(Message::Params), 1); // judged later
    const qsizetype from = m_scanner.offset();
    if (!scanObject("params", 1, [this](QByteArrayView key) { return scanParamsMember(key); }))
        return false;
    part(Message::Params) = {quint32(from), quint32(m_scanner.offset() - from)};
    return true;
}

bool EnvelopeReader::scanParamsMember(QByteArrayView key)
{
    if (isText(key, "name"))
        return scanOpaque(part(Message::Name), 2);
    if (isText(key, "uri"))
        return scanOpaque(part(Message::Uri), 2);
    if (isText(key, "_meta"))
        return scanMeta();
    if (isText(key, "ref") && m_scanner.peek() == '{')
        return scanObject("params.ref", 2, [this](QByteArrayView) { return m_scanner.skipValue(3); });
    return m_scanner.skipValue(2);
}

bool EnvelopeReader::scanMeta()
{
    if (m_scanner.peek() != '{')
        return scanOpaque(part(Message::Meta), 2);
    const qsizetype from = m_scanner.offset();
    const auto onMember = [this](QByteArrayView key) {
        return isText(key, "progressToken") ? scanOpaque(part(Message::ProgressToken), 3) : m_scanner.skipValue(3);
    };
    if (!scanObject("params._meta", 2, onMember))
        return false;
    part(Message::Meta) = {quint32(from), quint32(m_scanner.offset() - from)};
    return true;
}

void EnvelopeReader::judge()
{
    if (m_isFaulty)
        return;
    if (!isText(view(m_version), "\"2.0\""))
        return blame(m_version.from,
                     QStringLiteral("jsonrpc: expected \"2.0\", got %1")
                         .arg(m_version.size ? QStringLiteral("something else") : QStringLiteral("nothing")));
    const Range params = part(Message::Params);
    if (params.size > 0 && !JsonView(view(params)).isObject())
        return blame(params.from,
                     QStringLiteral("params: expected an object, got %1").arg(typeName(JsonView(view(params)))));
    const int contents = (part(Message::Method).size > 0) + (m_result.size > 0) + (m_error.size > 0);
    if (contents != 1)
        return blame(0, QStringLiteral("expected exactly one of method, result and error, got %1").arg(contents));
    if (part(Message::Method).size > 0)
        return judgeQuestion();
    judgeAnswer();
}

void EnvelopeReader::judgeQuestion()
{
    Range &method = part(Message::Method);
    const JsonView written(view(method));
    if (!written.isString())
        return blame(method.from, QStringLiteral("method: expected a string, got %1").arg(typeName(written)));
    m_message.m_kind = Message::Kind::Notification;
    if (part(Message::Id).size > 0) {
        if (!judgeId(false))
            return;
        m_message.m_kind = Message::Kind::Request;
    }
    method = {method.from + 1, method.size - 2};
    if (view(method).contains('\\'))
        m_message.m_method = written.string();
}

void EnvelopeReader::judgeAnswer()
{
    const bool isError = m_error.size > 0;
    if (!judgeId(isError))
        return;
    part(Message::Answer) = isError ? m_error : m_result;
    m_message.m_kind = isError ? Message::Kind::Error : Message::Kind::Result;
    if (!isError)
        return;
    const JsonView error(view(m_error));
    if (!error.isObject())
        return blame(m_error.from, QStringLiteral("error: expected an object, got %1").arg(typeName(error)));
    if (!error["code"].integer())
        return blame(m_error.from,
                     QStringLiteral("error.code: expected an integer, got %1").arg(typeName(error["code"])));
    if (!error["message"].isString())
        blame(m_error.from, QStringLiteral("error.message: expected a string, got %1").arg(typeName(error["message"])));
}

// Only an error may be without a usable id, for it may answer what could not be read.
bool EnvelopeReader::judgeId(bool nullAllowed)
{
    const Range range = part(Message::Id);
    const JsonView id(view(range));
    const JsonView::Type type = id.type();
    if (type == JsonView::Type::String || type == JsonView::Type::Number)
        return true;
    if (nullAllowed && (type == JsonView::Type::Null || type == JsonView::Type::Missing))
        return true;
    blame(range.from, QStringLiteral("id: expected a string or a number, got %1").arg(typeName(id)));
    return false;
}

void EnvelopeReader::blame(qsizetype offset, const QString &sentence)
{
    if (m_isFaulty)
        return;
    m_isFaulty = true;
    m_fault = {ErrorCode::invalidRequest, offset, sentence, {}};
}

Fault EnvelopeReader::fault() const
{
    Fault fault = m_fault;
    fault.id = readableId();
    return fault;
}

QByteArray EnvelopeReader::readableId() const
{
    const Range range = m_message.m_parts[Message::Id];
    if (m_idTwice || range.size == 0 || range.from + range.size == m_text.size()) // the last: a number may be cut off
        return {};
    const JsonView id(view(range));
    return id.isString() || id.type() == JsonView::Type::Number ? id.raw().toByteArray() : QByteArray();
}

} // namespace Signalbox
