// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/config/jsonedit.h"

#include "core/config/settingstext.h"
#include "core/wire/plaintext.h"
#include "core/wire/scanner.h"

#include <algorithm>
#include <iterator>

namespace Signalbox {

namespace {

constexpr QByteArrayView byteOrderMark("\xEF\xBB\xBF");

bool isBlankText(QByteArrayView text)
{
    return std::ranges::all_of(text, isSpace);
}

Reason wrong(const QByteArray &text, qsizetype at, const QString &sentence)
{
    return Reason{QStringLiteral("%1: %2").arg(lineAndColumn(text, at), sentence)};
}

/** `{"b":{"c":value}}` for the keys behind `step`. */
QByteArray nested(const JsonEdit::Path &path, qsizetype step, QByteArray value)
{
    for (qsizetype i = path.size() - 1; i > step; --i)
        value = '{' + jsonString(path[i]) + ':' + value + '}';
    return value;
}

/** Whether both say the same but for the member that `path` leads to from `step` on. */
bool differOnlyAt(const JsonView &before, const JsonView &after, const JsonEdit::Path &path, qsizetype step)
{
    const auto others = [&](const JsonView &object) {
        QList<std::pair<QByteArray, QByteArrayView>> list;
        for (auto it = object.begin(); it != object.end(); ++it) {
            if (it.key().string() != path[step])
                list.append({it.key().string(), it.value().raw()});
        }
        return list;
    };
    if (!after.isObject() || others(before) != others(after))
        return false;
    const JsonView inner = before[path[step]];
    if (step + 1 == path.size() || !inner.isObject())
        return true;
    return differOnlyAt(inner, after[path[step]], path, step + 1);
}

} // namespace

qsizetype JsonEdit::Place::find(const QByteArray &name) const
{
    for (qsizetype i = members.size() - 1; i >= 0; --i) {
        if (members[i].name == name)
            return i;
    }
    return -1;
}

Result<JsonEdit> JsonEdit::parse(const QByteArray &text, Dialect dialect)
{
    JsonEdit edit;
    edit.m_text = text;
    edit.m_plain = text;
    edit.m_plain.detach(); // its bytes keep their place from here on
    edit.m_dialect = dialect;
    if (text.startsWith(byteOrderMark))
        std::fill_n(edit.m_plain.begin(), byteOrderMark.size(), ' ');
    if (dialect == Dialect::Comments) {
        const Result<void> blanked = edit.blankComments();
        if (!blanked)
            return blanked.error();
        edit.blankLastCommas();
    }
    const QByteArray &plain = edit.m_plain;
    if (isBlankText(plain))
        return edit;
    Scanner scanner(plain, MaxDepth);
    if (!scanner.skipDocument()) {
        const QString defect = scanner.defect().section(QStringLiteral(": "), 1); // the line says where
        return wrong(text, scanner.offset(), QStringLiteral("this is not JSON: %1").arg(defect));
    }
    const qsizetype from = edit.behindBlanks(0);
    qsizetype to = plain.size();
    while (isSpace(plain[to - 1]))
        --to;
    edit.m_root = JsonView(QByteArrayView(plain).sliced(from, to - from));
    return edit;
}

/** Comments become blanks; line ends stay, so that lines are counted as before. */
Result<void> JsonEdit::blankComments()
{
    bool inString = false;
    for (qsizetype i = 0; i < m_plain.size(); ++i) {
        const char c = m_plain[i];
        if (c == '\\' && inString)
            ++i;
        else if (c == '"' || (c == '\n' && inString)) // a string that is not closed: let the scanner say so
            inString = c == '"' && !inString;
        if (inString || c != '/' || i + 1 == m_plain.size() || (m_plain[i + 1] != '/' && m_plain[i + 1] != '*'))
            continue;
        const bool endsWithLine = m_plain[i + 1] == '/';
        qsizetype to = endsWithLine ? m_plain.indexOf('\n', i) : m_plain.indexOf("*/", i + 2) + 2;
        if (endsWithLine && to < 0)
            to = m_plain.size();
        if (to < i + 2)
            return wrong(m_text, i, QStringLiteral("this comment has no end"));
        if (endsWithLine && m_plain[to - 1] == '\r')
            --to;
        std::replace_if(
            m_plain.begin() + i, m_plain.begin() + to, [](char at) { return at != '\n' && at != '\r'; }, ' ');
        Comment comment;
        comment.from = i;
        comment.to = to;
        comment.endsWithLine = endsWithLine;
        m_comments.append(comment);
        i = to - 1;
    }
    return {};
}

void JsonEdit::blankLastCommas()
{
    bool inString = false;
    bool followsValue = false;
    qsizetype comma = -1; //!< nothing but blanks since
    for (qsizetype i = 0; i < m_plain.size(); ++i) {
        const char c = m_plain[i];
        if (inString) {
            i += c == '\\' ? 1 : 0;
            inString = c != '"';
            continue;
        }
        if (isSpace(c))
            continue;
        if ((c == '}' || c == ']') && comma >= 0)
            m_plain[comma] = ' ';
        comma = c == ',' && followsValue ? i : -1;
        followsValue = c != ',' && c != '{' && c != '[' && c != ':';
        inString = c == '"';
    }
}

JsonView JsonEdit::at(const Path &path) const
{
    JsonView value = m_root;
    for (const QByteArray &key : path) {
        JsonView next;
        for (auto it = value.begin(); value.isObject() && it != value.end(); ++it) {
            if (it.key().equals(key))
                next = it.value();
        }
        value = next;
    }
    return value;
}

JsonEdit::Range JsonEdit::rangeOf(const JsonView &view) const
{
    const qsizetype from = view.raw().data() - m_plain.constData();
    return {from, from + view.raw().size()};
}

JsonEdit::Place JsonEdit::placeOf(const JsonView &object) const
{
    Place place;
    place.range = rangeOf(object);
    for (auto it = object.begin(); it != object.end(); ++it)
        place.members.append({rangeOf(it.key()), rangeOf(it.value()), it.key().string()});
    return place;
}

Result<JsonEdit::Found> JsonEdit::find(const Path &path) const
{
    JsonView object = m_root;
    QString name = QStringLiteral("the file");
    for (qsizetype step = 0; step < path.size(); ++step) {
        if (!object.isObject())
            return wrong(m_text, rangeOf(object).from,
                         QStringLiteral("%1: expected an object, { … }; this is something else").arg(name));
        Found found{placeOf(object), -1, step};
        found.member = found.place.find(path[step]);
        name = QString::fromUtf8(path[step]);
        const auto same = [&](const Member &member) { return member.name == path[step]; };
        if (std::ranges::count_if(found.place.members, same) > 1)
            return wrong(m_text, found.place.members[found.member].key.from,
                         QStringLiteral("\"%1\" is there twice; take one of them out").arg(name));
        if (found.member < 0 || step + 1 == path.size())
            return found;
        const Range value = found.place.members[found.member].value;
        object = JsonView(QByteArrayView(m_plain).sliced(value.from, value.to - value.from));
    }
    return Reason{QStringLiteral("no member is named")};
}

Result<QByteArray> JsonEdit::with(const Path &path, const QByteArray &value) const
{
    if (!m_root.exists()) {
        const QByteArray member = '{' + jsonString(path.value(0)) + ':' + nested(path, 0, value) + '}';
        return checked(freshText(member), path, value);
    }
    const Result<Found> found = find(path);
    if (!found)
        return found.error();
    const QByteArray key = jsonString(path[found->step]);
    const QByteArray raw = nested(path, found->step, value);
    if (found->member < 0)
        return checked(addedTo(found->place, key, raw), path, value);
    const Member &old = found->place.members[found->member];
    JsonLayout form = layout();
    form.indent = indentOf(old.key.from);
    const bool hasLines = m_text.sliced(old.value.from, old.value.to - old.value.from).contains('\n');
    if (form.shape == JsonLayout::Shape::Lines && !beginsLine(old.key.from) && !hasLines)
        form.shape = JsonLayout::Shape::OneLine;
    return checked(m_text.first(old.value.from) + form.laidOut(JsonView(raw)) + m_text.sliced(old.value.to), path,
                   value);
}

Result<QByteArray> JsonEdit::without(const Path &path) const
{
    if (!m_root.exists())
        return m_text;
    const Result<Found> found = find(path);
    if (!found)
        return found.error();
    if (found->member < 0)
        return m_text;
    return checked(cutFrom(found->place, found->member), path, {});
}

/** What is right is right by construction; this is the second lock on other people's files. */
Result<QByteArray> JsonEdit::checked(const QByteArray &result, const Path &path, const QByteArray &value) const
{
    const Result<JsonEdit> after = parse(result, m_dialect);
    const JsonView now = after ? after->at(path) : JsonView();
    JsonLayout dense;
    dense.shape = JsonLayout::Shape::Dense;
    const bool isThere = value.isEmpty() ? !now.exists() : dense.laidOut(now) == dense.laidOut(JsonView(value));
    const bool restStays = after && (!m_root.exists() || differOnlyAt(m_root, after->root(), path, 0));
    if (!isThere || !restStays)
        return Reason{QStringLiteral("cannot be edited without touching something else in it; edit it by hand")};
    return result;
}

} // namespace Signalbox
