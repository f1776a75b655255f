// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/tables/noticefilters.h"

#include "ui/tables/noticemodel.h"
#include "ui/tables/sortedrows.h"

#include <QComboBox>
#include <QHBoxLayout>
#include <QPushButton>

namespace Signalbox {

namespace {

constexpr qsizetype mostChoices = 100;

enum Condition { OfSource, OfKind, OfLevel };

QComboBox *choice(const QString &all, const QString &name)
{
    auto *box = new QComboBox;
    box->addItem(all);
    box->setAccessibleName(name);
    box->setToolTip(name);
    box->setSizeAdjustPolicy(QComboBox::AdjustToContents);
    box->setMaximumWidth(box->fontMetrics().averageCharWidth() * 30);
    return box;
}

/** Grows with what comes, within bounds. */
void learnWord(const QString &word, QSet<QString> &known, QComboBox *box, const QString &shown)
{
    if (word.isEmpty() || known.size() >= mostChoices || known.contains(word))
        return;
    known.insert(word);
    box->addItem(shown, word);
}

} // namespace

NoticeFilters::NoticeFilters(NoticeModel *notices, SortedRows *rows, QWidget *parent)
    : QWidget(parent)
    , m_notices(notices)
    , m_rows(rows)
    , m_source(choice(tr("All servers"), tr("Server")))
    , m_kind(choice(tr("All kinds"), tr("Kind of notification")))
    , m_level(choice(tr("All levels"), tr("Level of log lines")))
    , m_pause(new QPushButton)
{
    m_level->addItem(tr("Notices and worse"), QStringLiteral("notice"));
    m_level->addItem(tr("Warnings and worse"), QStringLiteral("warning"));
    m_level->addItem(tr("Errors and worse"), QStringLiteral("error"));
    m_pause->setCheckable(true);
    m_pause->setToolTip(tr("What comes meanwhile is kept, and shown when you go on"));
    auto *layout = new QHBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    for (QWidget *widget : {static_cast<QWidget *>(m_source), static_cast<QWidget *>(m_kind),
                            static_cast<QWidget *>(m_level), static_cast<QWidget *>(m_pause)})
        layout->addWidget(widget);

    connect(m_source, &QComboBox::currentIndexChanged, this, &NoticeFilters::chooseSource);
    connect(m_kind, &QComboBox::currentIndexChanged, this, &NoticeFilters::chooseKind);
    connect(m_level, &QComboBox::currentIndexChanged, this, &NoticeFilters::chooseLevel);
    connect(m_pause, &QPushButton::toggled, notices, &NoticeModel::setPaused);
    connect(m_pause, &QPushButton::toggled, this, &NoticeFilters::showHeld);
    connect(notices, &FactTable::applied, this, &NoticeFilters::showHeld);
    connect(notices, &QAbstractItemModel::rowsInserted, this,
            [this](const QModelIndex &, int first, int last) { learn(first, last); });
    learn(0, notices->rowCount() - 1);
    showHeld();
}

void NoticeFilters::learn(int first, int last)
{
    for (int row = first; row <= last; ++row) {
        const NoticeFact &notice = m_notices->at(row);
        learnWord(notice.source, m_sources, m_source, Words::tame(notice.source, 60));
        learnWord(notice.type, m_kinds, m_kind, NoticeModel::mainWord(notice));
    }
}

void NoticeFilters::chooseSource()
{
    const QString wanted = m_source->currentData().toString();
    m_rows->setCondition(OfSource, wanted.isEmpty() ? SortedRows::Condition() : [this, wanted](int row) {
        return m_notices->at(row).source == wanted;
    });
}

void NoticeFilters::chooseKind()
{
    const QString wanted = m_kind->currentData().toString();
    m_rows->setCondition(OfKind, wanted.isEmpty() ? SortedRows::Condition() : [this, wanted](int row) {
        return m_notices->at(row).type == wanted;
    });
}

/** Only log lines have one. */
void NoticeFilters::chooseLevel()
{
    const int least = NoticeModel::gravity(m_level->currentData().toString());
    m_rows->setCondition(OfLevel, least < 0 ? SortedRows::Condition() : [this, least](int row) {
        return NoticeModel::gravity(m_notices->at(row).level) >= least;
    });
}

void NoticeFilters::showHeld()
{
    const qsizetype held = m_notices->held();
    QString text = tr("&Pause");
    if (m_pause->isChecked())
        text = held > 0 ? tr("&Go on (%1 new)").arg(Words::count(static_cast<quint64>(held))) : tr("&Go on");
    m_pause->setText(text);
}

} // namespace Signalbox
