// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/config/jsonedit.h"

#include "core/config/jsonsame.h"
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

Result<void> judged(const JsonEdit::Path &path)
{
    if (path.isEmpty())
        return Reason{QStringLiteral("path: expected at least one key")};
    if (path.size() > JsonEdit::MaxSteps)
        return Reason{QStringLiteral("path: expected %1 keys at most, got %2").arg(JsonEdit::MaxSteps).arg(path.size())};
    return {};
}

bool isNumber(const QByteArray &step)
{
    return !step.isEmpty() && std::ranges::all_of(step, [](char c) { return c >= '0' && c <= '9'; });
}

/** "servers.box" for people. */
QString spoken(const JsonEdit::Path &path)
{
    return QString::fromUtf8(path.join('.'));
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

JsonEdit::Path JsonEdit::path(const QStringList &steps)
{
    Path path;
    for (const QString &step : steps)
        path.append(step.toUtf8());
    return path;
}

JsonView JsonEdit::at(const Path &path) const
{
    JsonView value = m_root;
    for (const QByteArray &step : path)
        value = stepInto(value, step);
    return value;
}

JsonEdit::Range JsonEdit::rangeOf(const JsonView &view) const
{
    const qsizetype from = view.raw().data() - m_plain.constData();
    return {from, from + view.raw().size()};
}

JsonView JsonEdit::viewOf(const Range &range) const
{
    return JsonView(QByteArrayView(m_plain).sliced(range.from, range.to - range.from));
}

JsonEdit::Place JsonEdit::placeOf(const JsonView &container) const
{
    Place place;
    place.range = rangeOf(container);
    place.isList = container.isArray();
    for (auto it = container.begin(); it != container.end(); ++it) {
        const Range value = rangeOf(it.value());
        if (place.isList)
            place.members.append({{value.from, value.from}, value, QByteArray::number(place.members.size())});
        else
            place.members.append({rangeOf(it.key()), value, it.key().string()});
    }
    return place;
}

Result<JsonEdit::Found> JsonEdit::find(const Path &path) const
{
    JsonView container = m_root;
    for (qsizetype step = 0; step < path.size(); ++step) {
        if (!container.isObject() && !(container.isArray() && isNumber(path[step]))) {
            const QString name = step == 0 ? QStringLiteral("the file") : spoken(path.first(step));
            return wrong(m_text, rangeOf(container).from,
                         QStringLiteral("%1: expected an object, { … }; this is something else, change that first").arg(name));
        }
        Found found{placeOf(container), -1, step};
        found.member = found.place.find(path[step]);
        const auto same = [&](const Member &member) { return member.name == path[step]; };
        if (m_dialect != Dialect::LastCounts && std::ranges::count_if(found.place.members, same) > 1)
            return wrong(m_text, found.place.members[found.member].key.from,
                         QStringLiteral("\"%1\" is there twice; take one of them out").arg(QString::fromUtf8(path[step])));
        if (found.member < 0 || step + 1 == path.size())
            return found;
        container = viewOf(found.place.members[found.member].value);
    }
    return Reason{QStringLiteral("no member is named")};
}

Result<QByteArray> JsonEdit::with(const Path &path, const QByteArray &value) const
{
    const Result<void> good = judged(path);
    if (!good)
        return good.error();
    const JsonView view = JsonView::parse(value, MaxDepth);
    if (!view.exists())
        return Reason{QStringLiteral("value: expected one in JSON")};
    const Result<QByteArray> result = written(path, view);
    return result ? checked(*result, path, value) : result;
}

Result<QByteArray> JsonEdit::written(const Path &path, const JsonView &value) const
{
    const QByteArray raw = value.raw().toByteArray();
    if (!m_root.exists())
        return freshText('{' + jsonString(path[0]) + ':' + nested(path, 0, raw) + '}');
    const Result<Found> found = find(path);
    if (!found)
        return found.error();
    const Place &place = found->place;
    if (found->member < 0 && place.isList)
        return wrong(m_text, place.range.from,
                     QStringLiteral("%1: the list has no such element").arg(spoken(path.first(found->step + 1))));
    if (found->member < 0)
        return addedTo(place, jsonString(path[found->step]), nested(path, found->step, raw));
    const Member &member = place.members[found->member];
    const JsonView old = viewOf(member.value);
    if (saysSame(old, value))
        return m_text;
    const bool areObjects = old.isObject() && value.isObject() && !hasDoubleKeys(old) && !hasDoubleKeys(value);
    const bool areLists = old.isArray() && value.isArray() && old.count() == value.count();
    return areObjects || areLists ? writtenByParts(path, old, value) : replaced(place, member, value);
}

/** Both are objects, or lists of the same length: only what differs in them is touched. */
Result<QByteArray> JsonEdit::writtenByParts(const Path &path, const JsonView &old, const JsonView &value) const
{
    JsonEdit edit = *this;
    const auto then = [&edit](const Result<QByteArray> &text) -> Result<void> {
        if (!text)
            return text.error();
        Result<JsonEdit> next = parse(*text, edit.m_dialect);
        if (!next)
            return next.error();
        edit = std::move(*next);
        return {};
    };
    qsizetype index = 0;
    for (auto it = value.begin(); it != value.end(); ++it, ++index) {
        const QByteArray step = value.isArray() ? QByteArray::number(index) : it.key().string();
        const JsonView before = stepInto(old, step);
        if (before.exists() && saysSame(before, it.value()))
            continue;
        const Result<void> done = then(edit.written(path + Path{step}, it.value()));
        if (!done)
            return done.error();
    }
    // Last, so that an object which changes all its members keeps its layout.
    for (auto it = old.begin(); it != old.end() && old.isObject(); ++it) {
        const QByteArray step = it.key().string();
        const Result<void> done = stepInto(value, step).exists() ? Result<void>() : then(edit.removed(path + Path{step}));
        if (!done)
            return done.error();
    }
    return edit.text();
}

Result<QByteArray> JsonEdit::removed(const Path &path) const
{
    const Result<Found> found = find(path);
    if (!found)
        return found.error();
    return found->member < 0 ? m_text : cutFrom(found->place, found->member);
}

/** An object with neither members nor remarks. */
bool JsonEdit::isBareShell(const Path &path) const
{
    const JsonView left = at(path);
    return left.isObject() && left.count() == 0 && !hasRemarks(rangeOf(left).from, rangeOf(left).to);
}

Result<QByteArray> JsonEdit::withoutAndShell(const Path &path, qsizetype kept) const
{
    const Result<void> good = judged(path);
    if (!good)
        return good.error();
    if (!m_root.exists())
        return m_text;
    JsonEdit edit = *this;
    Path gone = path;
    while (true) {
        const Result<QByteArray> text = edit.removed(gone);
        if (!text || *text == m_text)
            return text;
        Result<JsonEdit> next = parse(*text, m_dialect);
        if (!next)
            return next.error();
        const bool isList = edit.at(gone.first(gone.size() - 1)).isArray(); // the next element has taken its number
        edit = std::move(*next);
        if (!isList && edit.at(gone).exists())
            continue; // it was there twice
        if (gone.size() - 1 <= kept || gone.size() == 1 || !edit.isBareShell(gone.first(gone.size() - 1)))
            break;
        gone.removeLast();
    }
    return checked(edit.text(), gone, {});
}

/** What is right is right by construction; this is the second lock on other people's files. */
Result<QByteArray> JsonEdit::checked(const QByteArray &result, const Path &path, const QByteArray &value) const
{
    const Result<JsonEdit> after = parse(result, m_dialect);
    const JsonView now = after ? after->at(path) : JsonView();
    const bool wasInList = at(path.first(path.size() - 1)).isArray();
    const bool isThere = value.isEmpty() ? wasInList || !now.exists() : saysSame(now, JsonView(value));
    const bool restStays = after && (!m_root.exists() || differOnlyAt(m_root, after->root(), path));
    if (!isThere || !restStays)
        return Reason{QStringLiteral("cannot be edited without touching something else in it; edit it by hand")};
    return result;
}

} // namespace Signalbox
