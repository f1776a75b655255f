// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/schemaform/growingtext.h"

#include <QEvent>

namespace Signalbox {

namespace {
constexpr int mostLines = 8;
}

GrowingText::GrowingText(int leastLines, QWidget *parent)
    : QPlainTextEdit(parent), m_leastLines(leastLines), m_lines(leastLines)
{
    setTabChangesFocus(true);
    setLineWrapMode(NoWrap);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    connect(this, &QPlainTextEdit::blockCountChanged, this, [this](int blocks) {
        const int lines = qBound(m_leastLines, blocks, mostLines);
        if (std::exchange(m_lines, lines) != lines)
            updateGeometry();
    });
}

QSize GrowingText::sizeHint() const
{
    const int around = 2 * frameWidth() + int(2 * document()->documentMargin()) + 2;
    return {fontMetrics().averageCharWidth() * 40, fontMetrics().lineSpacing() * m_lines + around};
}

void GrowingText::changeEvent(QEvent *event)
{
    if (event->type() == QEvent::FontChange)
        updateGeometry();
    QPlainTextEdit::changeEvent(event);
}

} // namespace Signalbox
