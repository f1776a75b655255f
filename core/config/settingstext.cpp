// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/config/settingstext.h"

#include "core/wire/jsonview.h"
#include "core/wire/scanner.h"

#include <QJsonDocument>
#include <QSet>

#include <algorithm>

namespace Signalbox {

namespace {

constexpr int deepest = 256;

/** The first comment outside of strings, or -1. */
qsizetype commentIn(QByteArrayView text)
{
    bool inString = false;
    for (qsizetype i = 0; i + 1 < text.size(); ++i) {
        if (inString && text[i] == '\\')
            ++i;
        else if (text[i] == '"')
            inString = !inString;
        else if (!inString && text[i] == '/' && (text[i + 1] == '/' || text[i + 1] == '*'))
            return i;
    }
    return -1;
}

/** Whether there is only white space between a comma and this place: the usual slip of the hand. */
bool followsComma(const QByteArray &text, qsizetype offset)
{
    return text.first(offset).trimmed().endsWith(',');
}

void walk(const JsonView &value, const QString &path, const QString &file, QList<ConfigProblem> &problems)
{
    QSet<QByteArray> seen;
    qsizetype index = 0;
    for (auto it = value.begin(); it != value.end(); ++it, ++index) {
        const QString step = value.isArray() ? QStringLiteral("[%1]").arg(index)
            : path.isEmpty()                 ? QString::fromUtf8(it.key().string())
                                             : u'.' + QString::fromUtf8(it.key().string());
        if (value.isObject() && seen.contains(it.key().string()))
            problems.append({file, path + step, QStringLiteral("is there twice; only the last one counts")});
        seen.insert(it.key().string());
        if (it.value().isObject() || it.value().isArray())
            walk(it.value(), path + step, file, problems);
    }
}

ConfigProblem misspelled(const QByteArray &text, const QString &file, const Scanner &scanner)
{
    const qsizetype comment = commentIn(text);
    if (comment >= 0 && comment <= scanner.offset())
        return {file, lineAndColumn(text, comment), QStringLiteral("JSON has no comments; take this one out")};
    const QString hint =
        followsComma(text, scanner.offset()) ? QStringLiteral(" (is there a comma too many?)") : QString();
    return {file, lineAndColumn(text, scanner.offset()),
            QStringLiteral("this is not JSON: %1%2").arg(scanner.defect(), hint)};
}

} // namespace

QString lineAndColumn(const QByteArray &text, qsizetype offset)
{
    const QByteArrayView before = QByteArrayView(text).first(offset);
    const qsizetype line = std::ranges::count(before, '\n') + 1;
    const qsizetype start = before.lastIndexOf('\n') + 1;
    const qsizetype column = QString::fromUtf8(before.sliced(start)).size() + 1;
    return QStringLiteral("line %1, column %2").arg(line).arg(column);
}

Result<QJsonObject, ConfigProblem> objectFromText(const QByteArray &text, const QString &file)
{
    if (text.startsWith("\xEF\xBB\xBF"))
        return ConfigProblem{
            file, QStringLiteral("line 1, column 1"),
            QStringLiteral("begins with a byte order mark, which JSON does not allow; save the file as "
                           "UTF-8 without it")};
    if (text.trimmed().isEmpty())
        return ConfigProblem{file, {}, QStringLiteral("is empty; the least that is JSON is {}")};
    Scanner scanner(text, deepest);
    if (!scanner.skipDocument())
        return misspelled(text, file, scanner);
    const QJsonDocument document = QJsonDocument::fromJson(text);
    if (!document.isObject())
        return ConfigProblem{file, {}, QStringLiteral("expected an object, { … }")};
    return document.object();
}

QStringList keysInOrder(const QByteArray &text, QByteArrayView member)
{
    // Of double keys QJsonDocument keeps the last, so the last is what is looked into here.
    const JsonView root = JsonView::parse(text, deepest);
    JsonView object;
    for (auto it = root.begin(); it != root.end(); ++it) {
        if (it.key().equals(member))
            object = it.value();
    }
    QStringList keys;
    if (!object.isObject())
        return keys;
    for (auto it = object.begin(); it != object.end(); ++it)
        keys.append(QString::fromUtf8(it.key().string()));
    keys.removeDuplicates();
    return keys;
}

void findDoubleKeys(const QByteArray &text, const QString &file, QList<ConfigProblem> &problems)
{
    walk(JsonView::parse(text, deepest), {}, file, problems);
}

} // namespace Signalbox
