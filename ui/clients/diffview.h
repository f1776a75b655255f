// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/clients/linediff.h"

#include <QPlainTextEdit>

namespace Signalbox {

/** A comparison of two texts, line by line: told by a sign in front and by colour. */
class DiffView : public QPlainTextEdit
{
    Q_OBJECT

public:
    explicit DiffView(QWidget *parent = nullptr);

    /** The person's place in it stays if it says the same as before. */
    void show(const QList<DiffLine> &lines);

protected:
    void changeEvent(QEvent *event) override;

private:
    void colour();

    QList<DiffLine> m_lines;
};

} // namespace Signalbox
