// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/clients/tomledit.h"

#include "core/clients/tomlreader.h"
#include "core/clients/tomltree.h"
#include "core/config/settingstext.h"

#include <QJsonDocument>
#include <QStringDecoder>

#include <algorithm>

namespace Signalbox {

namespace {

constexpr QByteArrayView tomlByteOrderMark("\xEF\xBB\xBF");

QByteArray keyText(const QString &key)
{
    const auto isBare = [](QChar c) { return c.unicode() < 128 && (c.isLetterOrNumber() || c == u'_' || c == u'-'); };
    if (!key.isEmpty() && std::ranges::all_of(key, isBare))
        return key.toLatin1();
    return jsonString(key.toUtf8()); // the escapes are the same
}

/** A JSON value as TOML writes it in one line. */
QByteArray valueText(const JsonView &value)
{
    QByteArray text;
    if (value.isArray()) {
        for (const JsonView element : value)
            text += (text.isEmpty() ? "" : ", ") + valueText(element);
        return '[' + text + ']';
    }
    if (!value.isObject())
        return value.raw().toByteArray();
    for (auto it = value.begin(); it != value.end(); ++it)
        text += (text.isEmpty() ? " " : ", ") + keyText(QString::fromUtf8(it.key().string())) + " = "
            + valueText(it.value());
    return '{' + text + (text.isEmpty() ? "}" : " }");
}

bool isAllUtf8(const QByteArray &text)
{
    QStringDecoder decoder(QStringDecoder::Utf8, QStringDecoder::Flag::Stateless);
    const QString decoded = decoder(text);
    return !decoder.hasError() && decoded.size() >= 0;
}

/** Whether the line before that place holds nothing but blanks. */
bool followsEmptyLine(const QByteArray &text, qsizetype at, qsizetype &lineStart)
{
    if (at == 0 || text[at - 1] != '\n')
        return false;
    lineStart = at >= 2 ? text.lastIndexOf('\n', at - 2) + 1 : 0;
    return text.sliced(lineStart, at - lineStart).trimmed().isEmpty();
}

} // namespace

Result<TomlEdit> TomlEdit::parse(const QByteArray &text)
{
    TomlEdit edit;
    edit.m_text = text;
    if (!isAllUtf8(text))
        return Reason{QStringLiteral("is not in UTF-8")};
    TomlReader reader(text);
    TomlTree tree;
    QStringList table;
    const auto wrong = [&](qsizetype at, const QString &what) {
        return Reason{QStringLiteral("%1: this is not TOML: %2").arg(lineAndColumn(text, at), what)};
    };
    if (text.startsWith(tomlByteOrderMark))
        reader.moveTo(tomlByteOrderMark.size());
    while (reader.skipLines() && !reader.atEnd()) {
        Statement statement;
        const qsizetype at = reader.offset();
        statement.from = text.lastIndexOf('\n', at) + 1;
        if (statement.from == 0 && text.startsWith(tomlByteOrderMark))
            statement.from = tomlByteOrderMark.size();
        statement.isHeader = reader.peek() == '[';
        const bool isElement = statement.isHeader && reader.peek(1) == '[';
        bool isNew = false;
        if (statement.isHeader) {
            reader.moveTo(at + (isElement ? 2 : 1));
            table.clear();
            if (!reader.readKey(table) || !reader.skip(']') || (isElement && !reader.skip(']')))
                break;
            statement.path = table;
            isNew = tree.open(table, isElement);
        } else {
            QStringList key;
            QJsonValue value;
            if (!reader.readKey(key) || !reader.skip('='))
                break;
            reader.skipBlanks();
            if (!reader.readValue(value))
                break;
            statement.path = table + key;
            isNew = tree.set(key, value);
        }
        if (!reader.skipLineEnd())
            break;
        if (!isNew)
            return wrong(at, QStringLiteral("%1 is defined twice").arg(statement.path.join(u'.').left(100)));
        statement.to = reader.offset();
        edit.m_statements.append(statement);
    }
    if (reader.failed())
        return wrong(std::min(reader.offset(), text.size()), reader.defect());
    edit.m_root = tree.object();
    return edit;
}

bool TomlEdit::isUnder(const Statement &statement, const QString &parent, const QString &name) const
{
    return statement.path.size() >= 2 && statement.path[0] == parent && statement.path[1] == name;
}

Result<QByteArray> TomlEdit::with(const QString &parent, const QString &name, const JsonView &members) const
{
    const Result<QByteArray> cleared = without(parent, name);
    if (!cleared)
        return cleared.error();
    const bool hasInlineTable = std::ranges::any_of(
        m_statements, [&](const Statement &each) { return !each.isHeader && each.path == QStringList{parent}; });
    if (hasInlineTable)
        return Reason{QStringLiteral("%1 is written as a table in braces, which cannot be added to; write its members "
                                     "as sections, [%1.NAME]")
                          .arg(parent)};
    const QByteArray newline = cleared->contains("\r\n") ? "\r\n" : "\n";
    QByteArray result = *cleared;
    const bool isEmpty = result.isEmpty() || result == tomlByteOrderMark;
    const bool endsLine = isEmpty || result.endsWith('\n');
    if (!isEmpty)
        result += endsLine ? newline : newline + newline;
    result += '[' + keyText(parent) + '.' + keyText(name) + ']';
    for (auto it = members.begin(); it != members.end(); ++it)
        result += newline + keyText(QString::fromUtf8(it.key().string())) + " = " + valueText(it.value());
    if (endsLine)
        result += newline;
    return checked(result, parent, name, members);
}

Result<QByteArray> TomlEdit::without(const QString &parent, const QString &name) const
{
    const QJsonValue inner = m_root.value(parent);
    if (!inner.isUndefined() && !inner.isObject())
        return Reason{QStringLiteral("%1: expected a table, [%1.NAME]").arg(parent)};
    if (!inner.toObject().contains(name))
        return m_text;
    QByteArray result = m_text;
    for (qsizetype i = m_statements.size() - 1; i >= 0; --i) {
        const Statement &each = m_statements[i];
        if (!isUnder(each, parent, name))
            continue;
        qsizetype from = each.from;
        // A section takes the empty line before it along.
        if (each.isHeader)
            followsEmptyLine(result, each.from, from);
        result.remove(from, each.to - from);
    }
    // A file that ended without a line end still does.
    if (!m_text.endsWith('\n') && result.endsWith('\n'))
        result.chop(result.endsWith("\r\n") ? 2 : 1);
    return checked(result, parent, name, {});
}

/** What is right is right by construction; this is the second lock on other people's files. */
Result<QByteArray> TomlEdit::checked(const QByteArray &result, const QString &parent, const QString &name,
                                     const JsonView &members) const
{
    const auto othersOf = [&](QJsonObject root) {
        QJsonObject inner = root.value(parent).toObject();
        inner.remove(name);
        root.remove(parent);
        if (!inner.isEmpty())
            root.insert(parent, inner);
        return root;
    };
    const Result<TomlEdit> after = parse(result);
    const QJsonValue now = after ? after->root().value(parent).toObject().value(name) : QJsonValue();
    const QJsonValue wanted = members.exists()
        ? QJsonValue(QJsonDocument::fromJson(members.raw().toByteArray()).object())
        : QJsonValue(QJsonValue::Undefined);
    if (!after || now != wanted || othersOf(m_root) != othersOf(after->root()))
        return Reason{QStringLiteral("cannot be edited without touching something else in it; edit it by hand")};
    return result;
}

} // namespace Signalbox
