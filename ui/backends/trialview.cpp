// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/backends/trialview.h"

#include "ui/icons.h"
#include "ui/themed.h"
#include "ui/words.h"

#include <QFontDatabase>
#include <QGridLayout>
#include <QHBoxLayout>
#include <QJsonArray>
#include <QLabel>

namespace Signalbox {

namespace {

constexpr qsizetype mostSteps = 50;
constexpr qsizetype shownLines = 12;
constexpr int iconSize = 16;

QLabel *plainLabel(const QString &text)
{
    auto *label = new QLabel(text);
    label->setTextFormat(Qt::PlainText);
    label->setWordWrap(true);
    label->setAlignment(Qt::AlignTop | Qt::AlignLeft);
    label->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
    return label;
}

} // namespace

TrialView::TrialView(QWidget *parent)
    : QWidget(parent)
    , m_icon(new QLabel)
    , m_head(plainLabel({}))
{
    QFont bold = m_head->font();
    bold.setBold(true);
    m_head->setFont(bold);
    auto *head = new QHBoxLayout;
    head->addWidget(m_icon);
    head->addWidget(m_head, 1);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 6, 0, 0);
    layout->addLayout(head);
    clear();
}

void TrialView::clear()
{
    delete m_steps;
    m_steps = new QWidget;
    m_rows = new QGridLayout(m_steps);
    m_rows->setContentsMargins(0, 0, 0, 0);
    m_rows->setColumnStretch(1, 1);
    static_cast<QVBoxLayout *>(layout())->addWidget(m_steps);
    hide();
}

void TrialView::showHead(const char *icon, int tone, const QString &words)
{
    setMark(m_icon, {icon, Tone(tone)}, iconSize);
    m_head->setText(words);
    show();
}

void TrialView::showRunning()
{
    clear();
    showHead("state-starting", int(Tone::Busy), tr("The server is being tested…"));
}

void TrialView::showFailure(const QString &sentence)
{
    clear();
    showHead("state-failed", int(Tone::Bad), Words::tame(sentence, 500));
}

void TrialView::showAnswer(const QJsonObject &answer)
{
    clear();
    const bool isGood = answer.value(QStringLiteral("ok")).toBool();
    showHead(isGood ? "state-ready" : "state-failed", int(isGood ? Tone::Good : Tone::Bad),
             isGood ? tr("The server works.") : tr("The server does not work yet."));
    const QJsonArray steps = answer.value(QStringLiteral("steps")).toArray();
    for (qsizetype i = 0; i < qMin(steps.size(), mostSteps); ++i)
        addStep(steps[i].toObject());
    const QJsonArray words = answer.value(QStringLiteral("lastWords")).toArray();
    QStringList lines;
    for (qsizetype i = qMax<qsizetype>(0, words.size() - shownLines); i < words.size(); ++i)
        lines.append(Words::tame(words[i].toString(), 500));
    if (isGood || lines.isEmpty())
        return;
    QLabel *output = plainLabel(lines.join(u'\n'));
    output->setFont(QFontDatabase::systemFont(QFontDatabase::FixedFont));
    output->setAccessibleName(tr("What the server said last"));
    m_rows->addWidget(plainLabel(tr("It said last:")), m_rows->rowCount(), 1, 1, 2);
    m_rows->addWidget(output, m_rows->rowCount(), 1, 1, 2);
}

void TrialView::addStep(const QJsonObject &step)
{
    if (m_rows->rowCount() > mostSteps)
        return;
    const bool isGood = step.value(QStringLiteral("ok")).toBool();
    auto *icon = new QLabel;
    setVerdict(icon, isGood, iconSize);
    icon->setAccessibleName(isGood ? tr("worked") : tr("failed"));
    icon->setAlignment(Qt::AlignTop);
    const QString what = Words::tame(step.value(QStringLiteral("what")).toString());
    const QString detail = Words::tame(step.value(QStringLiteral("detail")).toString(), 1'000);
    const int row = m_rows->rowCount();
    m_rows->addWidget(icon, row, 0);
    m_rows->addWidget(plainLabel(detail.isEmpty() ? what : tr("%1: %2").arg(what, detail)), row, 1);
    auto *time = plainLabel(Words::milliseconds(step.value(QStringLiteral("ms")).toDouble()));
    time->setForegroundRole(QPalette::PlaceholderText);
    m_rows->addWidget(time, row, 2);
}

} // namespace Signalbox
