// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/overview/overviewstrip.h"

#include "ui/icons.h"
#include "ui/overview/overview.h"
#include "ui/themed.h"
#include "ui/words.h"

#include <QClipboard>
#include <QGridLayout>
#include <QGuiApplication>
#include <QLabel>
#include <QPushButton>

namespace Signalbox {

namespace {

constexpr int side = 32;

const char *plate(Overview::State state)
{
    static constexpr const char *names[] = {"tray-idle", "tray-working", "tray-attention", "tray-trouble"};
    return names[state];
}

QLabel *plainLabel()
{
    auto *label = new QLabel;
    label->setTextFormat(Qt::PlainText);
    return label;
}

} // namespace

OverviewStrip::OverviewStrip(Overview *overview, QWidget *parent)
    : QFrame(parent)
    , m_overview(overview)
    , m_icon(new QLabel)
    , m_headline(plainLabel())
    , m_counts(plainLabel())
    , m_address(plainLabel())
    , m_copy(new QPushButton(tr("&Copy address")))
    , m_troubleRow(new QWidget)
    , m_trouble(plainLabel())
{
    QFont large = m_headline->font();
    large.setBold(true);
    large.setPointSizeF(large.pointSizeF() * 1.2);
    m_headline->setFont(large);
    m_address->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
    m_copy->setIcon(markIcon({"action-copy", Tone::Plain}));
    m_copy->setToolTip(tr("Copy the address that clients connect to"));
    connect(m_copy, &QPushButton::clicked, this, &OverviewStrip::copyAddress);

    auto *sign = new QLabel;
    setMark(sign, {"state-warning", Tone::Warning}, 16);
    m_trouble->setWordWrap(true);
    m_trouble->setTextInteractionFlags(Qt::TextSelectableByMouse);
    auto *dismiss = new QPushButton(tr("&Dismiss"));
    dismiss->setToolTip(tr("I have read this"));
    connect(dismiss, &QPushButton::clicked, overview, &Overview::dismissTroubles);
    auto *troubleLayout = new QHBoxLayout(m_troubleRow);
    troubleLayout->setContentsMargins(0, 0, 0, 0);
    troubleLayout->addWidget(sign, 0, Qt::AlignTop);
    troubleLayout->addWidget(m_trouble, 1);
    troubleLayout->addWidget(dismiss, 0, Qt::AlignTop);

    auto *layout = new QGridLayout(this);
    layout->setContentsMargins(8, 8, 8, 8);
    layout->setHorizontalSpacing(10);
    layout->setVerticalSpacing(2);
    layout->addWidget(m_icon, 0, 0, 2, 1);
    layout->addWidget(m_headline, 0, 1);
    layout->addWidget(m_counts, 1, 1);
    layout->addWidget(m_address, 0, 2, 2, 1, Qt::AlignRight | Qt::AlignVCenter);
    layout->addWidget(m_copy, 0, 3, 2, 1, Qt::AlignVCenter);
    layout->addWidget(m_troubleRow, 2, 0, 1, 4);
    layout->setColumnStretch(1, 1);

    connect(overview, &Overview::changed, this, &OverviewStrip::update);
    update();
}

void OverviewStrip::update()
{
    m_icon->setPixmap(plateIcon(plate(m_overview->state())).pixmap(side, side));
    m_headline->setText(m_overview->headline());
    const TrafficFact traffic = m_overview->traffic();
    QString counts = m_overview->sentence();
    if (traffic.calls > 0)
        counts += tr(", %1 calls, %2 with an error").arg(Words::count(traffic.calls), Words::count(traffic.errors));
    m_counts->setText(counts);
    const QStringList addresses = m_overview->addresses();
    m_address->setText(addresses.join(QLatin1Char('\n')));
    m_copy->setVisible(!addresses.isEmpty());
    updateTroubles();
}

void OverviewStrip::setTroubleShown(bool isShown)
{
    m_isTroubleShown = isShown;
    updateTroubles();
}

void OverviewStrip::updateTroubles()
{
    const QList<TroubleFact> troubles = m_overview->troubles();
    m_troubleRow->setVisible(!troubles.isEmpty() && m_isTroubleShown);
    if (troubles.isEmpty())
        return;
    const TroubleFact &newest = troubles.constLast();
    QString text =
        tr("%1, %2: %3").arg(Words::clock(newest.at).left(8), Words::tame(newest.where), Words::tame(newest.what, 500));
    if (troubles.size() > 1)
        text += QLatin1Char(' ') + tr("(and %1 more)").arg(troubles.size() - 1);
    m_trouble->setText(text);
    QStringList all;
    for (const TroubleFact &trouble : troubles)
        all.append(Words::tame(trouble.where) + QStringLiteral(": ") + Words::tame(trouble.what, 500));
    m_trouble->setToolTip(Words::hint(all.mid(qMax<qsizetype>(0, all.size() - 10)).join(QLatin1Char('\n'))));
}

void OverviewStrip::copyAddress()
{
    if (!m_overview->addresses().isEmpty())
        QGuiApplication::clipboard()->setText(m_overview->addresses().constFirst());
}

} // namespace Signalbox
