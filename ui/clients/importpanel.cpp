// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/clients/importpanel.h"

#include "ui/clients/diffview.h"
#include "ui/icons.h"
#include "ui/themed.h"
#include "ui/words.h"

#include <QHBoxLayout>
#include <QHeaderView>
#include <QLabel>
#include <QPushButton>
#include <QSplitter>
#include <QTreeWidget>
#include <QVBoxLayout>

#include <algorithm>

namespace Signalbox {

namespace {

enum Column { Name, Where, What };

constexpr qsizetype longestSentence = 600;

} // namespace

ImportPanel::ImportPanel(QWidget *parent)
    : QWidget(parent)
    , m_what(new QLabel)
    , m_servers(new QTreeWidget)
    , m_diff(new DiffView)
    , m_add(new QPushButton(markIcon({"backends", Tone::Plain}), tr("&Add to Signalbox")))
    , m_back(new QPushButton(tr("&Back to the clients")))
    , m_resultSign(new QLabel)
    , m_result(new QLabel)
{
    for (QLabel *label : {m_what, m_result}) {
        label->setTextFormat(Qt::PlainText);
        label->setWordWrap(true);
    }
    m_result->setObjectName(QStringLiteral("importResult"));
    m_servers->setObjectName(QStringLiteral("servers"));
    m_servers->setHeaderLabels({tr("Server"), tr("Found in"), tr("What it is")});
    m_servers->setRootIsDecorated(false);
    m_servers->setAccessibleName(tr("Servers that clients have by themselves"));
    m_servers->header()->resizeSection(Name, fontMetrics().averageCharWidth() * 24);
    m_servers->header()->resizeSection(Where, fontMetrics().averageCharWidth() * 26);
    m_diff->setAccessibleName(tr("What would change in the settings of Signalbox"));
    m_add->setObjectName(QStringLiteral("import"));

    auto *split = new QSplitter(Qt::Vertical);
    split->addWidget(m_servers);
    split->addWidget(m_diff);
    split->setChildrenCollapsible(false);
    auto *buttons = new QHBoxLayout;
    buttons->addWidget(m_add);
    buttons->addWidget(m_back);
    buttons->addStretch();
    auto *result = new QHBoxLayout;
    result->addWidget(m_resultSign, 0, Qt::AlignTop);
    result->addWidget(m_result, 1);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(6, 0, 0, 0);
    layout->addWidget(m_what);
    layout->addWidget(split, 1);
    layout->addLayout(buttons);
    layout->addLayout(result);

    connect(m_servers, &QTreeWidget::itemChanged, this, &ImportPanel::previewWanted);
    connect(m_back, &QPushButton::clicked, this, &ImportPanel::left);
    connect(m_add, &QPushButton::clicked, this, [this] {
        if (m_change)
            Q_EMIT chosen(*m_change);
    });
    tell({}, true);
}

QTreeWidgetItem *ImportPanel::rowOf(const QString &name)
{
    for (int i = 0; i < m_servers->topLevelItemCount(); ++i) {
        if (m_servers->topLevelItem(i)->data(Name, Qt::UserRole).toString() == name)
            return m_servers->topLevelItem(i);
    }
    auto *row = new QTreeWidgetItem(m_servers);
    row->setData(Name, Qt::UserRole, name);
    row->setCheckState(Name, Qt::Unchecked);
    return row;
}

/** Rows are kept, so that place, choice and ticks stay. */
void ImportPanel::fill(const QList<FoundServer> &found)
{
    const QSignalBlocker quiet(m_servers);
    for (int i = m_servers->topLevelItemCount() - 1; i >= 0; --i) {
        const QString name = m_servers->topLevelItem(i)->data(Name, Qt::UserRole).toString();
        if (std::ranges::none_of(found, [&](const FoundServer &server) { return server.name == name; }))
            delete m_servers->takeTopLevelItem(i);
    }
    for (const FoundServer &server : found) {
        QTreeWidgetItem *row = rowOf(server.name);
        const bool canCome = server.hindrance.isEmpty() && !server.isThere;
        row->setText(Name, Words::tame(server.name, 80));
        row->setText(Where, server.clients.join(QStringLiteral(", ")));
        const QString what = server.isThere ? tr("Signalbox has it already")
            : canCome                       ? server.summary
                                            : tr("Cannot be taken over: %1").arg(server.hindrance);
        row->setText(What, Words::tame(what, 300));
        row->setToolTip(What, Words::hint(Words::tame(what, 1'000)));
        row->setFlags(canCome ? Qt::ItemIsEnabled | Qt::ItemIsSelectable | Qt::ItemIsUserCheckable
                              : Qt::ItemIsSelectable);
        if (!canCome)
            row->setCheckState(Name, Qt::Unchecked);
    }
}

QStringList ImportPanel::ticked() const
{
    QStringList names;
    for (int i = 0; i < m_servers->topLevelItemCount(); ++i) {
        const QTreeWidgetItem *row = m_servers->topLevelItem(i);
        if (row->checkState(Name) == Qt::Checked)
            names << row->data(Name, Qt::UserRole).toString();
    }
    return names;
}

void ImportPanel::show(const ServerImport &import)
{
    m_change.reset();
    const Result<QList<FoundServer>> found = import.find();
    if (found)
        fill(*found);
    const QStringList names = ticked();
    if (!found) {
        m_what->setText(Words::tame(found.error().sentence, longestSentence));
    } else if (found->isEmpty()) {
        m_what->setText(tr("No client here has servers of its own."));
    } else if (names.isEmpty()) {
        m_what->setText(tr("Tick the servers that Signalbox shall have. The clients keep theirs."));
    } else {
        const Result<ImportChange> change = import.importing(names);
        m_what->setText(Words::tame(change ? change->sentence : change.error().sentence, longestSentence));
        if (change && change->willBe)
            m_change = *change;
    }
    m_diff->show(m_change ? m_change->preview : QList<DiffLine>());
    m_add->setEnabled(m_change.has_value());
}

void ImportPanel::tell(const QString &sentence, bool isGood)
{
    m_result->setText(Words::tame(sentence, longestSentence));
    setVerdict(m_resultSign, isGood, 16);
    m_result->setVisible(!sentence.isEmpty());
    m_resultSign->setVisible(!sentence.isEmpty());
}

} // namespace Signalbox
