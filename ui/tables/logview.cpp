// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/tables/logview.h"

#include "ui/words.h"

#include <QFontDatabase>
#include <QRegularExpression>
#include <QScrollBar>
#include <QTextBlock>

#include <algorithm>

namespace Signalbox {

namespace {

constexpr qsizetype shownLines = 500;
constexpr qsizetype longestLine = 2'000;

/** Without the colours of a terminal. */
QString cleaned(const QString &line)
{
    static const QRegularExpression colour(QStringLiteral("\\x1b\\[[0-9;?]{0,20}[A-Za-z]"));
    return Words::tame(QString(line.left(2 * longestLine)).remove(colour), longestLine);
}

/** How many lines at the end of what was are the beginning of what is. */
qsizetype overlap(const QStringList &was, const QStringList &is)
{
    for (qsizetype count = qMin(was.size(), is.size()); count > 0; --count) {
        if (std::equal(was.cend() - count, was.cend(), is.cbegin()))
            return count;
    }
    return 0;
}

} // namespace

LogView::LogView(QWidget *parent)
    : QPlainTextEdit(parent)
{
    setReadOnly(true);
    setUndoRedoEnabled(false);
    setLineWrapMode(NoWrap);
    setFont(QFontDatabase::systemFont(QFontDatabase::FixedFont));
    setTabChangesFocus(true);
    setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
}

void LogView::showLines(const QStringList &all)
{
    QStringList lines;
    for (qsizetype at = qMax<qsizetype>(0, all.size() - shownLines); at < all.size(); ++at)
        lines.append(cleaned(all.at(at)));
    if (lines == m_lines)
        return;
    const qsizetype same = overlap(m_lines, lines);
    QScrollBar *bar = verticalScrollBar();
    const bool atEnd = bar->value() >= bar->maximum();
    const QStringList fresh = lines.mid(same);
    const qsizetype old = m_lines.size() - same;
    const bool isEmpty = same == 0;
    if (isEmpty) {
        setPlainText(fresh.join(u'\n'));
    } else {
        const int place = bar->value();
        if (!fresh.isEmpty()) {
            QTextCursor end(document());
            end.movePosition(QTextCursor::End);
            end.insertText(u'\n' + fresh.join(u'\n'));
        }
        dropFirst(old);
        if (!atEnd)
            bar->setValue(qMax(0, place - int(old)));
    }
    m_lines = lines;
    if (atEnd || isEmpty)
        bar->setValue(bar->maximum());
}

void LogView::dropFirst(qsizetype count)
{
    if (count <= 0)
        return;
    QTextCursor cursor(document()->firstBlock());
    cursor.movePosition(QTextCursor::NextBlock, QTextCursor::KeepAnchor, int(count));
    cursor.removeSelectedText();
}

void LogView::forget()
{
    m_lines.clear();
    clear();
}

} // namespace Signalbox
