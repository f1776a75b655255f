// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/icons.h"
#include "ui/overview/history.h"

#include <QFrame>

#include <functional>

namespace Signalbox {

/**
 * A small picture of the last two minutes of one or two figures, the newest at the right, and what they are now in words.
 * Draws only when told that there is something new, and nothing while nobody sees it.
 */
class Graph : public QFrame
{
    Q_OBJECT

public:
    struct Line
    {
        const Series *series; //!< outlives this
        QString name; //!< empty: the title says it
        Tone tone;
    };
    using Say = std::function<QString(double value)>;

    Graph(const QString &title, QList<Line> lines, Say say, QWidget *parent = nullptr);

    void refresh();
    QString words() const; //!< what the figures are now

    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    double top() const;
    void drawLine(QPainter &painter, const Line &line, const QRectF &place, double highest) const;

    QString m_title;
    QList<Line> m_lines;
    Say m_say;
};

} // namespace Signalbox
