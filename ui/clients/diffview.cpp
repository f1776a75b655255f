// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/clients/diffview.h"

#include "ui/icons.h"

#include <QEvent>
#include <QFontDatabase>
#include <QTextBlock>

namespace Signalbox {

DiffView::DiffView(QWidget *parent)
    : QPlainTextEdit(parent)
{
    setReadOnly(true);
    setTabChangesFocus(true);
    setWordWrapMode(QTextOption::WrapAnywhere); // some programs write all their settings in one line
    setFont(QFontDatabase::systemFont(QFontDatabase::FixedFont));
    setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
}

void DiffView::show(const QList<DiffLine> &lines)
{
    QStringList written;
    for (const DiffLine &line : lines)
        written.append(line.written());
    const QString text = written.join(u'\n');
    m_lines = lines;
    if (text != toPlainText())
        setPlainText(text);
    colour();
}

void DiffView::changeEvent(QEvent *event)
{
    QPlainTextEdit::changeEvent(event);
    if (event->type() == QEvent::PaletteChange)
        colour();
}

/** Selections, because they follow the palette and leave the text itself alone. */
void DiffView::colour()
{
    QList<QTextEdit::ExtraSelection> selections;
    QTextBlock block = document()->begin();
    for (const DiffLine &line : std::as_const(m_lines)) {
        const Tone tone = line.kind == DiffLine::Kind::Added ? Tone::Good
            : line.kind == DiffLine::Kind::Removed           ? Tone::Bad
                                                             : Tone::Muted;
        QTextEdit::ExtraSelection selection;
        selection.cursor = QTextCursor(block);
        selection.cursor.movePosition(QTextCursor::EndOfBlock, QTextCursor::KeepAnchor);
        const QColor ink = toneColor(tone, palette());
        selection.format.setForeground(ink);
        if (tone != Tone::Muted) {
            QColor ground = ink;
            ground.setAlphaF(0.12F);
            selection.format.setBackground(ground);
            selection.format.setProperty(QTextFormat::FullWidthSelection, true);
        }
        selections.append(selection);
        block = block.next();
    }
    setExtraSelections(selections);
}

} // namespace Signalbox
