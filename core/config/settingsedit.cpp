// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/config/settingsedit.h"

#include "core/config/settingsstyle.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

#include <algorithm>

namespace Signalbox {

namespace {

constexpr qsizetype mostSteps = 32;

/** A member or an element, and what stands beside it in its container. */
struct Item
{
    JsonView key; //!< of a member; nothing in a list
    JsonView value;
    const char *previousEnd = nullptr; //!< of the value before, if there is one
    const char *nextBegin = nullptr; //!< of the item behind, if there is one
    bool found = false;

    const char *begin() const { return (key.exists() ? key : value).raw().begin(); }
};

Item itemIn(const JsonView &container, const QString &step)
{
    const QByteArray name = step.toUtf8();
    Item last;
    const char *previousEnd = nullptr;
    qsizetype index = 0;
    for (auto at = container.begin(), end = container.end(); at != end; ++index) {
        Item item{at.key(), at.value(), previousEnd, nullptr, true};
        const bool isIt = container.isArray() ? QByteArray::number(index) == name : item.key.equals(name);
        previousEnd = item.value.raw().end();
        ++at;
        if (at != end)
            item.nextBegin = (at.key().exists() ? at.key() : at.value()).raw().begin();
        if (isIt)
            last = item;
    }
    return last;
}

QString dotted(const QStringList &path)
{
    return path.join(u'.');
}

/** A text and the edits of it; each edit makes a new text. */
class Editing
{
public:
    explicit Editing(const QByteArray &text)
        : m_text(text)
        , m_style(text)
    {
    }

    QByteArray text() const { return m_text; }
    Result<void> set(const QStringList &path, const QJsonValue &value);
    bool remove(const QStringList &path);
    JsonView at(const QStringList &path) const;

private:
    void put(const char *from, const char *to, const QByteArray &bytes);
    Result<void> replace(const QStringList &path, const JsonView &old, const QJsonValue &value);
    void insert(const JsonView &object, const QString &key, const QJsonValue &value);

    QByteArray m_text;
    SettingsStyle m_style;
};

QJsonValue valueIn(const JsonView &view)
{
    return QJsonDocument::fromJson('[' + view.raw().toByteArray() + ']').array().at(0);
}

void Editing::put(const char *from, const char *to, const QByteArray &bytes)
{
    const qsizetype at = from - m_text.constData();
    m_text.replace(at, to - from, bytes);
    m_style = SettingsStyle(m_text);
}

JsonView Editing::at(const QStringList &path) const
{
    JsonView view = JsonView::parse(m_text);
    for (const QString &step : path)
        view = itemIn(view, step).value;
    return view;
}

Result<void> Editing::replace(const QStringList &path, const JsonView &old, const QJsonValue &value)
{
    const QJsonValue before = valueIn(old);
    if (before == value)
        return {};
    QStringList steps;
    if (before.isObject() && value.isObject()) {
        steps = before.toObject().keys() + value.toObject().keys();
        steps.removeDuplicates();
    } else if (before.isArray() && value.isArray() && before.toArray().size() == value.toArray().size()) {
        for (qsizetype i = 0; i < before.toArray().size(); ++i)
            steps.append(QString::number(i));
    } else {
        const QByteArray indent = m_style.indentAt(old.raw().begin());
        put(old.raw().begin(), old.raw().end(), m_style.written(value, indent, !m_text.contains('\n')));
        return {};
    }
    for (const QString &step : std::as_const(steps)) {
        const QJsonValue wanted =
            value.isObject() ? value.toObject().value(step) : value.toArray().at(step.toLongLong());
        if (wanted.isUndefined()) {
            while (remove(path + QStringList(step)))
                continue; // written twice, the one before would count again
            continue;
        }
        const auto done = set(path + QStringList(step), wanted);
        if (!done)
            return done;
    }
    return {};
}

void Editing::insert(const JsonView &object, const QString &key, const QJsonValue &value)
{
    const char *open = object.raw().begin();
    const char *close = object.raw().end() - 1;
    const char *lastEnd = nullptr;
    const char *lastBegin = nullptr;
    for (auto at = object.begin(), end = object.end(); at != end; ++at) {
        lastBegin = at.key().raw().begin();
        lastEnd = at.value().raw().end();
    }
    if (!lastEnd) {
        const bool isInline = !m_text.contains('\n') && object.raw().begin() != m_text.constData();
        const QByteArray outer = m_style.indentAt(open);
        const QByteArray inner = outer + m_style.unit();
        QByteArray filling = m_style.member(key, value, inner, isInline);
        if (!isInline)
            filling = m_style.lineBreak() + inner + filling + m_style.lineBreak() + outer;
        put(open + 1, close, filling);
        return;
    }
    const bool isInline = !QByteArrayView(open, lastBegin).contains('\n');
    const QByteArray indent = m_style.indentAt(lastBegin);
    const QByteArray before = isInline ? QByteArray(", ") : ',' + m_style.lineBreak() + indent;
    put(lastEnd, lastEnd, before + m_style.member(key, value, indent, isInline));
}

Result<void> Editing::set(const QStringList &path, const QJsonValue &value)
{
    JsonView view = JsonView::parse(m_text);
    for (qsizetype depth = 0; depth < path.size(); ++depth) {
        const Item item = itemIn(view, path[depth]);
        if (!item.found) {
            if (!view.isObject())
                return Reason{
                    view.isArray()
                        ? QStringLiteral("%1: the list has no such element").arg(dotted(path.first(depth + 1)))
                        : QStringLiteral("%1: expected an object there; change that first")
                              .arg(dotted(path.first(depth)))};
            QJsonValue filling = value;
            for (qsizetype below = path.size() - 1; below > depth; --below)
                filling = QJsonObject{{path[below], filling}};
            insert(view, path[depth], filling);
            return {};
        }
        view = item.value;
    }
    return replace(path, view, value);
}

bool Editing::remove(const QStringList &path)
{
    const JsonView container = at(path.first(path.size() - 1));
    const Item item = itemIn(container, path.last());
    if (!item.found)
        return false;
    if (item.nextBegin)
        put(item.begin(), item.nextBegin, {});
    else if (item.previousEnd)
        put(item.previousEnd, item.value.raw().end(), {});
    else
        put(container.raw().begin() + 1, container.raw().end() - 1, {});
    return true;
}

Result<void> judged(const QByteArray &text, const QStringList &path)
{
    if (path.isEmpty())
        return Reason{QStringLiteral("path: expected at least one key")};
    if (path.size() > mostSteps)
        return Reason{QStringLiteral("path: expected %1 keys at most, got %2").arg(mostSteps).arg(path.size())};
    if (!JsonView::parse(text).isObject())
        return Reason{QStringLiteral("the settings are no JSON object; mend the text first")};
    return {};
}

} // namespace

Result<QByteArray> withSetting(const QByteArray &text, const QStringList &path, const QJsonValue &value)
{
    const auto good = judged(text, path);
    if (!good)
        return good.error();
    if (value.isUndefined())
        return Reason{QStringLiteral("value: expected one; unset takes a setting out")};
    Editing editing(text);
    const auto done = editing.set(path, value);
    if (!done)
        return done.error();
    return editing.text();
}

Result<QByteArray> withoutSettingAndShell(const QByteArray &text, const QStringList &path, qsizetype kept)
{
    const auto good = judged(text, path);
    if (!good)
        return good.error();
    Editing editing(text);
    bool removed = false;
    while (editing.remove(path)) {
        removed = true;
        if (editing.at(path.first(path.size() - 1)).isArray())
            break; // the next element has taken its number
    }
    for (QStringList shell = path.first(path.size() - 1); removed && shell.size() > kept; shell.removeLast()) {
        const JsonView left = editing.at(shell);
        if (!left.isObject() || left.count() > 0)
            break;
        editing.remove(shell);
    }
    return editing.text();
}

Result<QByteArray> withoutSetting(const QByteArray &text, const QStringList &path)
{
    return withoutSettingAndShell(text, path, path.size());
}

} // namespace Signalbox
