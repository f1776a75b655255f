// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QPlainTextEdit>

namespace Signalbox {

/** A line of text that becomes several where the person writes several. */
class GrowingText : public QPlainTextEdit
{
    Q_OBJECT

public:
    explicit GrowingText(int leastLines, QWidget *parent = nullptr);

    QSize sizeHint() const override;
    QSize minimumSizeHint() const override { return {40, sizeHint().height()}; }

protected:
    void changeEvent(QEvent *event) override;

private:
    int m_leastLines;
    int m_lines = 0;
};

} // namespace Signalbox
