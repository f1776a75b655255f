// SPDX-License-Identifier: GPL-3.0-or-later
// The part of Message that makes another message out of it.
#include "core/wire/message.h"

#include "core/wire/scanner.h"
#include "core/wire/splice.h"
#include "core/wire/splicepath.h"

namespace Signalbox {

namespace {

bool hasLineBreak(QByteArrayView raw)
{
    return raw.contains('\n') || raw.contains('\r');
}

// Whether a change at that path can change more of the envelope than the arithmetic of ranges knows.
bool touchesEnvelope(const QList<QByteArrayView> &path)
{
    if (path.size() == 1 || path[0] == "error")
        return true;
    return path[0] == "params" && path.size() == 2 && (path[1] == "_meta" || path[1] == "ref");
}

} // namespace

JsonView Message::envelope() const
{
    return JsonView(QByteArrayView(m_bytes).trimmed());
}

Message Message::reread(QByteArray bytes) const
{
    auto message = parse(std::move(bytes), {.depth = Scanner::MaxDepth});
    return message ? std::move(*message) : *this;
}

Message Message::spliced(const Splice &splice) const
{
    Message message;
    message.m_bytes = splice.appliedTo(m_bytes);
    message.m_method = m_method;
    message.m_kind = m_kind;
    message.m_hasLineBreak = m_hasLineBreak;
    for (int i = 0; i < PartCount; ++i)
        message.m_parts[i] = splice.moved(m_parts[i]);
    return message;
}

SplicePath Message::follow(const QList<QByteArrayView> &path) const
{
    // The scan knows where the big containers lie: no need to walk past their siblings.
    if (path.size() > 2 && path[0] == "params" && path[1] == "_meta" && meta().exists())
        return SplicePath(meta(), path.sliced(2));
    if (path.size() > 1 && path[0] == "params" && params().exists())
        return SplicePath(params(), path.sliced(1));
    if (path.size() > 1 && path[0] == "result" && resultValue().exists())
        return SplicePath(resultValue(), path.sliced(1));
    return SplicePath(envelope(), path);
}

Message Message::with(std::initializer_list<QByteArrayView> path, QByteArrayView raw) const
{
    const QList<QByteArrayView> keys(path);
    if (m_kind == Kind::None || keys.isEmpty() || raw.isEmpty())
        return *this;
    if (keys.size() == 1 && keys[0] == "id" && !id().isEmpty())
        return withId(raw);
    const SplicePath place = follow(keys);
    if (place.outcome() == SplicePath::Outcome::Blocked)
        return *this;
    const bool found = place.outcome() == SplicePath::Outcome::Found;
    const QByteArray before = found ? QByteArray() : place.before();
    const QByteArray after = found ? QByteArray() : place.after();
    const char *from = found ? place.value().data() : place.place();
    Splice splice;
    splice.add({from - m_bytes.constData(), place.value().size(), before, raw, after});
    if (!splice.fits(m_bytes))
        return *this;
    // A new member near the top of params may be one that the envelope knows, or have a key that it refuses.
    const qsizetype known = keys.size() - place.missing();
    const bool newInParams = !found && keys[0] == "params" && known <= 2;
    const bool newInEnvelope = !found && known == 0;
    if (newInEnvelope || newInParams || touchesEnvelope(keys))
        return reread(splice.appliedTo(m_bytes));
    Message message = spliced(splice);
    message.m_hasLineBreak = m_hasLineBreak || hasLineBreak(raw);
    return message;
}

Message Message::without(std::initializer_list<QByteArrayView> path) const
{
    const QList<QByteArrayView> keys(path);
    if (m_kind == Kind::None || keys.isEmpty())
        return *this;
    const SplicePath place = follow(keys);
    if (place.outcome() != SplicePath::Outcome::Found)
        return *this;
    Splice splice;
    splice.add({place.member().data() - m_bytes.constData(), place.member().size(), {}, {}, {}});
    if (keys.size() == 1 || keys[0] == "error")
        return reread(splice.appliedTo(m_bytes));
    return spliced(splice);
}

Message Message::withId(QByteArrayView raw) const
{
    return withIdAndToken(raw, {});
}

Message Message::withIdAndToken(QByteArrayView id, QByteArrayView token) const
{
    if (m_kind == Kind::None || !acceptsId(id))
        return *this;
    const Range old = m_parts[Id];
    if (old.size == 0) { // rare: makes a request of a notification, or names what an error answers
        const Message named = with({"id"}, id);
        return token.isEmpty() || named.id().isEmpty() ? named : named.withIdAndToken(id, token);
    }
    Splice splice;
    splice.add({old.from, old.size, {}, id, {}});
    const bool hasToken = isRequest() && !token.isEmpty() && (!meta().exists() || meta().isObject());
    const Splice::Edit tokenEdit = hasToken ? editOfToken(token) : Splice::Edit();
    if (hasToken)
        splice.add(tokenEdit);
    if (!splice.fits(m_bytes))
        return *this;
    Message message = spliced(splice);
    if (hasToken) {
        message.placeToken(splice.inserted(tokenEdit.from));
        message.m_hasLineBreak = m_hasLineBreak || hasLineBreak(token);
    }
    return message;
}

bool Message::acceptsId(QByteArrayView raw) const
{
    const JsonView id(raw);
    return id.isString() || (id.isNull() && m_kind == Kind::Error) || id.type() == JsonView::Type::Number;
}

Splice::Edit Message::editOfToken(QByteArrayView token) const
{
    if (const Range old = m_parts[ProgressToken]; old.size > 0)
        return {old.from, old.size, {}, token, {}};
    JsonView object = envelope();
    QByteArrayView before = R"(,"params":{"_meta":{"progressToken":)";
    QByteArrayView after = "}}";
    if (meta().exists()) {
        object = meta();
        before = R"(,"progressToken":)";
        after = {};
    } else if (params().exists()) {
        object = params();
        before = R"(,"_meta":{"progressToken":)";
        after = "}";
    }
    const qsizetype place = SplicePath::insertionPoint(object) - m_bytes.constData();
    return {place, 0, SplicePath::isEmptyObject(object) ? before.sliced(1) : before, token, after};
}

// The objects created around a token have their braces right beside it.
void Message::placeToken(Range token)
{
    const auto around = [](Range inner, QByteArrayView opening) {
        return Range{quint32(inner.from - opening.size()), quint32(inner.size + opening.size() + 1)};
    };
    m_parts[ProgressToken] = token;
    if (m_parts[Meta].size == 0)
        m_parts[Meta] = around(token, R"({"progressToken":)");
    if (m_parts[Params].size == 0)
        m_parts[Params] = around(m_parts[Meta], R"({"_meta":)");
}

} // namespace Signalbox
