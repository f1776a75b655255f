// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QPlainTextEdit>
#include <QStringList>

namespace Signalbox {

/**
 * The last lines that somebody printed. What is new is added at the end and what is old goes at the top, so that a
 * selection and the reader's place stay; the end is followed while it is in sight.
 */
class LogView : public QPlainTextEdit
{
    Q_OBJECT

public:
    explicit LogView(QWidget *parent = nullptr);

    /** All that is known; lines from outside, in the order they came. */
    void showLines(const QStringList &lines);
    /** The lines of somebody else come next. */
    void forget();

private:
    void dropFirst(qsizetype count);

    QStringList m_lines;
};

} // namespace Signalbox
