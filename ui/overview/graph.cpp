// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/overview/graph.h"

#include <QFontMetrics>
#include <QPainter>
#include <QPainterPath>

#include <algorithm>
#include <cmath>

namespace Signalbox {

namespace {

constexpr int margin = 8;

/** The next of 1, 2, 5, 10, 20, 50 …: the picture does not dance with every value. */
double rounded(double value)
{
    if (value <= 0)
        return 1;
    const double power = std::pow(10, std::floor(std::log10(value)));
    for (const double step : {1, 2, 5}) {
        if (value <= power * step)
            return power * step;
    }
    return power * 10;
}

} // namespace

Graph::Graph(const QString &title, QList<Line> lines, Say say, QWidget *parent)
    : QFrame(parent)
    , m_title(title)
    , m_lines(std::move(lines))
    , m_say(std::move(say))
{
    setFrameShape(QFrame::StyledPanel);
    setAccessibleName(title);
    setAccessibleDescription(words());
}

QSize Graph::sizeHint() const
{
    return {fontMetrics().averageCharWidth() * 34, fontMetrics().height() * 6};
}

QSize Graph::minimumSizeHint() const
{
    return {fontMetrics().averageCharWidth() * 22, fontMetrics().height() * 5};
}

void Graph::refresh()
{
    if (!isVisible())
        return;
    setAccessibleDescription(words());
    setToolTip(tr("%1: %2\nThe last two minutes; the line at the top is %3.").arg(m_title, words(), m_say(top())));
    update();
}

QString Graph::words() const
{
    QStringList said;
    for (const Line &line : m_lines) {
        const QString value = m_say(line.series->last());
        said.append(line.name.isEmpty() ? value : tr("%1 %2").arg(line.name, value));
    }
    return said.join(QStringLiteral(", "));
}

double Graph::top() const
{
    double highest = 0;
    for (const Line &line : m_lines) {
        const QList<double> &values = line.series->values();
        if (!values.isEmpty())
            highest = std::max(highest, *std::max_element(values.cbegin(), values.cend()));
    }
    return rounded(highest);
}

void Graph::paintEvent(QPaintEvent *event)
{
    QFrame::paintEvent(event);
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    const QRect inner = rect().adjusted(margin, margin / 2, -margin, -margin);
    const int lineHeight = fontMetrics().height();
    painter.setPen(toneColor(Tone::Muted, palette()));
    painter.drawText(inner, Qt::AlignLeft | Qt::AlignTop, m_title);

    // The figures of several lines carry the colour of their line, and its name.
    int right = inner.right();
    QFont bold = font();
    bold.setBold(true);
    painter.setFont(bold);
    for (auto line = m_lines.crbegin(); line != m_lines.crend(); ++line) {
        const QString value = m_say(line->series->last());
        const QString text = line->name.isEmpty() ? value : tr("%1 %2").arg(line->name, value);
        const int width = QFontMetrics(bold).horizontalAdvance(text);
        painter.setPen(m_lines.size() > 1 ? toneColor(line->tone, palette()) : palette().color(QPalette::WindowText));
        const int row = m_lines.size() > 1 ? lineHeight : 0;
        painter.drawText(QRect(right - width, inner.top() + row, width + 1, lineHeight), Qt::AlignRight, text);
        right -= width + lineHeight;
    }

    const int headHeight = lineHeight * (m_lines.size() > 1 ? 2 : 1) + margin / 2;
    const QRectF place = QRectF(inner).adjusted(0, headHeight, 0, 0);
    painter.setPen(QPen(palette().color(QPalette::Mid), 1));
    painter.drawLine(place.bottomLeft(), place.bottomRight());
    const double highest = top();
    for (const Line &line : m_lines)
        drawLine(painter, line, place, highest);
}

void Graph::drawLine(QPainter &painter, const Line &line, const QRectF &place, double highest) const
{
    const QList<double> &values = line.series->values();
    if (values.size() < 2)
        return;
    const double step = place.width() / static_cast<double>(Series::most - 1);
    const auto pointOf = [&](qsizetype at) {
        return QPointF(place.right() - step * static_cast<double>(values.size() - 1 - at),
                       place.bottom() - place.height() * values.at(at) / highest);
    };
    QPainterPath path;
    QPainterPath area;
    for (qsizetype at = 0; at < values.size(); ++at) {
        if (values.at(at) < 0)
            continue;
        const QPointF point = pointOf(at);
        const QPointF foot(point.x(), place.bottom());
        const bool begins = at == 0 || values.at(at - 1) < 0;
        begins ? path.moveTo(point) : path.lineTo(point);
        begins ? area.moveTo(foot) : area.lineTo(point);
        if (begins)
            area.lineTo(point);
        if (at + 1 == values.size() || values.at(at + 1) < 0)
            area.lineTo(foot);
    }
    const QColor color = toneColor(line.tone, palette());
    QColor faint = color;
    faint.setAlphaF(0.15F);
    painter.fillPath(area, faint);
    painter.setPen(QPen(color, 1.5));
    painter.drawPath(path);
}

} // namespace Signalbox
