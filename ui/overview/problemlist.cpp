// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/overview/problemlist.h"

#include "ui/themed.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>
#include <QVBoxLayout>

namespace Signalbox {

namespace {

constexpr int shownRows = 3; //!< before one has to scroll

QString saidBy(const Problem &problem)
{
    QStringList parts{QLatin1String(problem.mark.name), problem.title, problem.text};
    for (const Remedy &remedy : problem.remedies)
        parts.append(remedy.text);
    return parts.join(QLatin1Char('\n'));
}

} // namespace

ProblemList::ProblemList(QWidget *parent)
    : QScrollArea(parent)
    , m_inside(new QWidget)
    , m_layout(new QVBoxLayout(m_inside))
{
    setWidgetResizable(true);
    setFrameShape(QFrame::NoFrame);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Maximum);
    setAccessibleName(tr("Problems"));
    m_layout->setContentsMargins(0, 0, 0, 0);
    m_layout->setSpacing(6);
    setWidget(m_inside);
    hide();
}

void ProblemList::show(const QList<Problem> &problems)
{
    QSet<QString> there;
    int place = 0;
    for (const Problem &problem : problems) {
        there.insert(problem.key);
        Row &row = m_rows[problem.key];
        const QString said = saidBy(problem);
        if (row.said != said) {
            delete row.widget;
            row = {makeRow(problem), said};
        }
        if (m_layout->indexOf(row.widget) != place)
            m_layout->insertWidget(place, row.widget);
        ++place;
    }
    for (auto row = m_rows.begin(); row != m_rows.end();) {
        if (there.contains(row.key())) {
            ++row;
            continue;
        }
        // It may be the button of this row that has just been pressed.
        row->widget->hide();
        row->widget->deleteLater();
        row = m_rows.erase(row);
    }
    setVisible(!problems.isEmpty());
    updateGeometry();
}

QWidget *ProblemList::makeRow(const Problem &problem)
{
    auto *row = new QFrame;
    row->setFrameShape(QFrame::StyledPanel);
    row->setAccessibleName(problem.title);
    row->setAccessibleDescription(problem.text);
    auto *sign = new QLabel;
    setMark(sign, problem.mark, 20);
    auto *title = new QLabel(problem.title);
    auto *text = new QLabel(problem.text);
    QFont bold = title->font();
    bold.setBold(true);
    title->setFont(bold);
    for (QLabel *label : {title, text}) {
        label->setTextFormat(Qt::PlainText);
        label->setWordWrap(true);
        label->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
    }
    text->setVisible(!problem.text.isEmpty());
    auto *words = new QVBoxLayout;
    words->setSpacing(2);
    words->addWidget(title);
    words->addWidget(text);
    auto *layout = new QHBoxLayout(row);
    layout->setContentsMargins(8, 6, 8, 6);
    layout->addWidget(sign, 0, Qt::AlignTop);
    layout->addLayout(words, 1);
    for (const Remedy &remedy : problem.remedies) {
        auto *button = new QPushButton(remedy.text);
        button->setAccessibleName(tr("%1: %2").arg(problem.title, remedy.text));
        connect(button, &QPushButton::clicked, this, [this, remedy] { Q_EMIT wanted(remedy); });
        layout->addWidget(button, 0, Qt::AlignVCenter);
    }
    return row;
}

/** As high as its rows, up to some of them. */
QSize ProblemList::sizeHint() const
{
    int height = 0;
    for (int at = 0; at < qMin(m_layout->count(), shownRows); ++at) {
        const QWidget *row = m_layout->itemAt(at)->widget();
        const int width = qMax(viewport()->width(), 400);
        height += (row->hasHeightForWidth() ? row->heightForWidth(width) : row->sizeHint().height()) + m_layout->spacing();
    }
    return {400, height};
}

QSize ProblemList::minimumSizeHint() const
{
    return {200, qMin(sizeHint().height(), fontMetrics().height() * 4)};
}

} // namespace Signalbox
