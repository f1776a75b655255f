// SPDX-License-Identifier: GPL-3.0-or-later
// Where exactly the text of a JsonEdit is cut, and what is pasted there.
#include "core/config/jsonedit.h"
#include "core/wire/plaintext.h"

#include <algorithm>

namespace Signalbox {

qsizetype JsonEdit::behindBlanks(qsizetype at) const
{
    while (at < m_plain.size() && isSpace(m_plain[at]))
        ++at;
    return at;
}

/** The comma that follows, in the text as it was written; -1 if none does. */
qsizetype JsonEdit::commaAfter(qsizetype at) const
{
    for (qsizetype i = at; i < m_plain.size(); ++i) {
        const auto inside = [i](const Comment &comment) { return comment.from <= i && i < comment.to; };
        const auto comment = std::ranges::find_if(m_comments, inside);
        if (comment != m_comments.end())
            i = comment->to - 1;
        else if (m_text[i] == ',')
            return i;
        else if (!isSpace(m_text[i]))
            return -1;
    }
    return -1;
}

/** Behind the comments that begin on the same line. */
qsizetype JsonEdit::endOfRemarks(qsizetype at) const
{
    qsizetype end = at;
    for (const Comment &comment : m_comments) {
        if (comment.from < end)
            continue;
        const QByteArrayView between = QByteArrayView(m_text).sliced(end, comment.from - end);
        if (!std::ranges::all_of(between, [](char c) { return c == ' ' || c == '\t'; }))
            break;
        end = comment.to;
    }
    return end;
}

bool JsonEdit::hasRemarks(qsizetype from, qsizetype to) const
{
    return std::ranges::any_of(m_comments,
                               [=](const Comment &comment) { return comment.from < to && from < comment.to; });
}

/** The blanks that the line of that byte begins with. */
QByteArray JsonEdit::indentOf(qsizetype at) const
{
    const qsizetype from = m_text.lastIndexOf('\n', at) + 1;
    qsizetype to = from;
    while (to < at && (m_text[to] == ' ' || m_text[to] == '\t'))
        ++to;
    return m_text.sliced(from, to - from);
}

bool JsonEdit::beginsLine(qsizetype at) const
{
    const qsizetype from = at - indentOf(at).size();
    return from > 0 && m_text[from - 1] == '\n';
}

JsonLayout JsonEdit::layout() const
{
    JsonLayout form;
    const Place root = m_root.isObject() ? placeOf(m_root) : Place();
    const qsizetype lineEnd = m_text.indexOf('\n');
    if (lineEnd > 0 && m_text[lineEnd - 1] == '\r')
        form.newline = "\r\n";
    if (root.members.isEmpty())
        return form;
    if (!m_text.sliced(root.range.from, root.range.to - root.range.from).contains('\n')) {
        const Member &first = root.members.first();
        const bool hasBlank = isSpace(m_text[first.value.from - 1]);
        form.shape = hasBlank ? JsonLayout::Shape::OneLine : JsonLayout::Shape::Dense;
        form.hasEdges = hasBlank && isSpace(m_text[root.range.from + 1]);
    }
    for (const Member &member : root.members) {
        if (!beginsLine(member.key.from))
            continue;
        form.unit = indentOf(member.key.from);
        break;
    }
    return form;
}

/** Of a value beside or in place of that member. */
JsonLayout JsonEdit::layoutIn(const Place &place, const Member &member) const
{
    JsonLayout form = layout();
    form.indent = indentOf(member.key.from);
    if (beginsLine(member.key.from) || form.shape == JsonLayout::Shape::Dense)
        return form;
    form.shape = JsonLayout::Shape::OneLine;
    form.hasEdges = place.isList ? form.hasEdges : isSpace(m_text[place.range.from + 1]);
    return form;
}

/** For a file that says nothing yet. */
QByteArray JsonEdit::freshText(const QByteArray &member) const
{
    const JsonLayout form = layout();
    const QByteArray value = form.laidOut(JsonView(member)) + form.newline;
    const qsizetype end = m_comments.isEmpty() ? 0 : m_comments.last().to;
    if (end > 0) // what stands there stays in front
        return m_text.first(end) + form.newline + value;
    return (m_text.startsWith("\xEF\xBB\xBF") ? m_text.first(3) : QByteArray()) + value;
}

QByteArray JsonEdit::addedTo(const Place &place, const QByteArray &key, const QByteArray &value) const
{
    if (place.members.isEmpty())
        return addedToEmpty(place, key, value);
    const Member &last = place.members.last();
    const qsizetype comma = commaAfter(last.value.to);
    const qsizetype base = comma < 0 ? last.value.to : comma + 1;
    const bool onLines = beginsLine(last.key.from);
    const JsonLayout form = layoutIn(place, last);
    QByteArray lead = onLines                    ? form.newline + form.indent
        : form.shape == JsonLayout::Shape::Dense ? QByteArray()
                                                 : QByteArray(" ");
    // A remark on the last member stays on its line.
    const qsizetype cut = onLines ? endOfRemarks(base) : base;
    QByteArray result = m_text.first(base);
    if (comma < 0)
        result += ',';
    result += QByteArrayView(m_text).sliced(base, cut - base);
    result += lead + key + form.colon() + form.laidOut(JsonView(value));
    if (comma >= 0)
        result += ',';
    return result + m_text.sliced(cut);
}

QByteArray JsonEdit::addedToEmpty(const Place &place, const QByteArray &key, const QByteArray &value) const
{
    const qsizetype closing = place.range.to - 1;
    qsizetype cut = closing; // behind the brace or what is remarked there
    while (isSpace(m_text[cut - 1]))
        --cut;
    JsonLayout form = layout();
    form.indent = indentOf(place.range.from);
    if (form.shape != JsonLayout::Shape::Lines) {
        const QByteArray edge = form.hasEdges ? " " : "";
        return m_text.first(cut) + edge + key + form.colon() + form.laidOut(JsonView(value)) + edge
            + m_text.sliced(closing);
    }
    const QByteArray outer = form.indent;
    form = form.deeper();
    return m_text.first(cut) + form.newline + form.indent + key + form.colon() + form.laidOut(JsonView(value))
        + form.newline + outer + m_text.sliced(closing);
}

QByteArray JsonEdit::replaced(const Place &place, const Member &old, const JsonView &value) const
{
    JsonLayout form = layoutIn(place, old);
    const bool hasLines = m_text.sliced(old.value.from, old.value.to - old.value.from).contains('\n');
    if (form.shape == JsonLayout::Shape::OneLine && hasLines)
        form.shape = JsonLayout::Shape::Lines;
    return m_text.first(old.value.from) + form.laidOut(value) + m_text.sliced(old.value.to);
}

/** The member with its space and the one comma that it needed. */
QByteArray JsonEdit::cutFrom(const Place &place, qsizetype member) const
{
    const Member &gone = place.members[member];
    const bool isLast = member + 1 == place.members.size();
    if (!isLast) {
        const qsizetype follower = place.members[member + 1].key.from;
        const bool keepsLines = beginsLine(gone.key.from) || !beginsLine(follower);
        if (keepsLines && !hasRemarks(gone.key.from, follower))
            return m_text.first(gone.key.from) + m_text.sliced(follower);
    }
    qsizetype comma = commaAfter(gone.value.to);
    if (isLast && comma < 0 && member > 0)
        comma = commaAfter(place.members[member - 1].value.to);
    qsizetype from = gone.key.from;
    while (isSpace(m_text[from - 1]))
        --from;
    // A comment up to the end of its line must not swallow what follows.
    const auto endsHere = [from](const Comment &comment) { return comment.endsWithLine && comment.to == from; };
    const bool takesComma =
        comma >= gone.value.to && std::ranges::all_of(m_text.sliced(gone.value.to, comma - gone.value.to), isSpace);
    qsizetype next = takesComma ? comma + 1 : gone.value.to;
    while (next < m_text.size() && (m_text[next] == ' ' || m_text[next] == '\t' || m_text[next] == '\r'))
        ++next;
    if (std::ranges::any_of(m_comments, endsHere) && next < m_text.size() && m_text[next] != '\n')
        from = gone.key.from;

    QByteArray result = m_text;
    const auto cut = [&result](qsizetype at, qsizetype size) { result.remove(at, size); };
    if (comma >= gone.value.to)
        cut(comma, 1);
    cut(from, gone.value.to - from);
    if (comma >= 0 && comma < from)
        cut(comma, 1);
    if (place.members.size() > 1)
        return result;
    // Nothing is left but the braces, perhaps with remarks in between.
    const qsizetype end = result.indexOf(place.isList ? ']' : '}', from);
    const bool isBare =
        place.range.from + 1 == from && end >= 0 && std::ranges::all_of(result.sliced(from, end - from), isSpace);
    return isBare ? result.remove(from, end - from) : result;
}

} // namespace Signalbox
