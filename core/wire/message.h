// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/result.h"
#include "core/wire/errorcodes.h"
#include "core/wire/jsonview.h"

#include <QByteArray>
#include <QByteArrayView>
#include <QList>

#include <array>
#include <initializer_list>

namespace Signalbox {

class Splice;
class SplicePath;
struct SpliceEdit;

/** Why bytes are no message. `code` is the JSON-RPC code to answer with: -32700 for bad JSON, -32600 for a bad
 * envelope. */
struct Fault
{
    int code = ErrorCode::parseError;
    qsizetype offset = 0; //!< byte at which it was noticed
    QString sentence; //!< what was expected and what came
    QByteArray id; //!< the raw id where one could be read, so that the answer can name it; else empty
};

/** How deep a message may nest and how long it may be before it is refused. */
struct MessageLimits
{
    int depth = 256; //!< at most Scanner::MaxDepth
    int batch = 1'000; //!< elements that split() takes
};

/**
 * One JSON-RPC 2.0 envelope over the exact bytes that carried it. What arrives is what leaves: the only edits are
 * splices that replace, add or remove one member and keep every other byte. Cheap to copy (the bytes are shared).
 *
 * parse() is strict: RFC 8259 with UTF-8 and bounded depth; `jsonrpc` must be "2.0"; `id` a string or a number (for
 * errors also null or absent); `method` a string; `params` an object or absent (an array is refused: MCP has named
 * parameters only); exactly one of method, result, error. Escaped or duplicate keys are refused in the envelope, in
 * `params`, in `params._meta` and in `params.ref`, because two readers could understand them differently; deeper
 * down everything valid passes.
 */
class Message
{
public:
    enum class Kind { None, Request, Notification, Result, Error };

    Message() = default;

    static Signalbox::Result<Message, Fault> parse(QByteArray bytes, MessageLimits limits = {});
    /**
     * The elements of a batch (2025-03-26), each parsed on its own: the list holds a message or its fault per
     * element. Bytes that hold one object give one element. A fault of the whole (syntax, empty array) is the error.
     */
    static Signalbox::Result<QList<Signalbox::Result<Message, Fault>>, Fault> split(QByteArray bytes,
                                                                                    MessageLimits limits = {});

    /** `id` and `params`, `result`, `data` are raw JSON; `method` and `message` are plain text. Empty params: none.
     *  Raw parts that are no JSON, or an id that is neither string nor number, give a message of Kind::None. */
    static Message request(QByteArrayView id, QByteArrayView method, QByteArrayView params = {});
    static Message notification(QByteArrayView method, QByteArrayView params = {});
    static Message result(QByteArrayView id, QByteArrayView result);
    /** An empty `id` leaves the member out. */
    static Message error(QByteArrayView id, int code, QByteArrayView message, QByteArrayView data = {});

    Kind kind() const { return m_kind; }
    bool isRequest() const { return m_kind == Kind::Request; }
    bool isNotification() const { return m_kind == Kind::Notification; }
    bool isResponse() const { return m_kind == Kind::Result || m_kind == Kind::Error; }

    const QByteArray &bytes() const { return m_bytes; }
    /** No raw line break inside, so that it fits a line of stdio or a `data:` field of SSE. */
    QByteArray oneLine() const;

    QByteArrayView id() const { return view(Id); } //!< the token as written: 1, 1.0 and "1" are three different ids
    /** The method without quotes; unescaped where it was written with escapes. */
    QByteArrayView method() const;
    bool isMethod(QByteArrayView name) const { return method() == name; }
    JsonView params() const { return JsonView(view(Params)); }
    JsonView meta() const { return JsonView(view(Meta)); } //!< params._meta
    JsonView progressToken() const { return JsonView(view(ProgressToken)); } //!< params._meta.progressToken
    JsonView name() const { return JsonView(view(Name)); } //!< params.name
    JsonView uri() const { return JsonView(view(Uri)); } //!< params.uri
    JsonView resultValue() const { return m_kind == Kind::Result ? JsonView(view(Answer)) : JsonView(); }
    JsonView errorValue() const { return m_kind == Kind::Error ? JsonView(view(Answer)) : JsonView(); }
    /** error.code, or 0. */
    int errorCode() const;

    /**
     * The same message with the member at `path` replaced by `raw` (valid JSON), or added at the end of its object
     * where it is missing; objects on the way are created. Every other byte is kept. A path that leads through
     * something that is no object leaves the message as it is, and so does a splice whose outcome would break the
     * rules of the envelope. Where a key deeper down stands twice, the first is meant.
     */
    Message with(std::initializer_list<QByteArrayView> path, QByteArrayView raw) const;
    /** The same message without that member; unchanged if there is none. */
    Message without(std::initializer_list<QByteArrayView> path) const;
    /** with({"id"}, raw), the most frequent splice, in one copy. */
    Message withId(QByteArrayView raw) const;
    /** Id and progress token in one copy; an empty token leaves the token alone. */
    Message withIdAndToken(QByteArrayView id, QByteArrayView token) const;

    /** Where a member lies in bytes(). */
    struct Range
    {
        quint32 from = 0;
        quint32 size = 0;
    };

private:
    enum Part { Id, Method, Params, Meta, ProgressToken, Name, Uri, Answer, PartCount };
    QByteArrayView view(Part part) const
    {
        return QByteArrayView(m_bytes).sliced(m_parts[part].from, m_parts[part].size);
    }
    JsonView envelope() const;
    SplicePath follow(const QList<QByteArrayView> &path) const;
    Message reread(QByteArray bytes) const;
    Message spliced(const Splice &splice) const;
    bool acceptsId(QByteArrayView raw) const;
    SpliceEdit editOfToken(QByteArrayView token) const;
    void placeToken(Range token);

    QByteArray m_bytes;
    QByteArray m_method; //!< only where the method was written with escapes
    std::array<Range, PartCount> m_parts;
    Kind m_kind = Kind::None;
    bool m_hasLineBreak = false;

    friend class EnvelopeReader;
};

} // namespace Signalbox
