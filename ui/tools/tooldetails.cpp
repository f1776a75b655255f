// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/tools/tooldetails.h"

#include "ui/tools/toolabout.h"
#include "ui/tools/toolmodel.h"
#include "ui/tools/tooltrial.h"

#include "core/wire/prettyjson.h"

#include <QFontDatabase>
#include <QJsonDocument>
#include <QLabel>
#include <QPlainTextEdit>
#include <QScrollArea>
#include <QStackedWidget>
#include <QTabWidget>
#include <QVBoxLayout>

namespace Signalbox {

namespace {
constexpr qsizetype keptTrials = 12;
constexpr qsizetype longestRaw = 200'000;
}

ToolDetails::ToolDetails(Commands *commands, QWidget *parent)
    : QWidget(parent)
    , m_commands(commands)
    , m_head(new QLabel)
    , m_parts(new QTabWidget)
    , m_about(new ToolAbout)
    , m_trials(new QStackedWidget)
    , m_raw(new QPlainTextEdit)
{
    m_head->setTextFormat(Qt::PlainText);
    m_head->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
    m_raw->setReadOnly(true);
    m_raw->setFrameShape(QFrame::NoFrame);
    m_raw->setTabChangesFocus(true);
    m_raw->setLineWrapMode(QPlainTextEdit::NoWrap);
    m_raw->setFont(QFontDatabase::systemFont(QFontDatabase::FixedFont));
    m_raw->setAccessibleName(tr("Definition"));
    auto *about = new QScrollArea;
    about->setWidgetResizable(true);
    about->setFrameShape(QFrame::NoFrame);
    about->setWidget(m_about);
    about->viewport()->setAutoFillBackground(false);
    m_about->setAutoFillBackground(false);
    m_parts->addTab(about, tr("&About"));
    m_parts->addTab(m_trials, tr("Try &it"));
    m_parts->addTab(m_raw, tr("&Definition"));
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 6, 0, 0);
    layout->addWidget(m_head);
    layout->addWidget(m_parts, 1);
    showNothing();
}

ToolTrial *ToolDetails::trialOf(quint64 number)
{
    ToolTrial *&trial = m_trialOf[number];
    if (!trial) {
        trial = new ToolTrial(m_commands);
        m_trials->addWidget(trial);
    }
    m_recent.removeOne(number);
    m_recent.append(number);
    ToolTrial *made = trial;
    for (qsizetype i = 0; i < m_recent.size() && m_recent.size() > keptTrials;) {
        if (m_trialOf.value(m_recent.at(i))->isRunning() || m_recent.at(i) == number)
            ++i;
        else
            forget(m_recent.at(i));
    }
    return made;
}

void ToolDetails::forget(quint64 number)
{
    delete m_trialOf.take(number);
    m_recent.removeOne(number);
}

void ToolDetails::show(const ToolRow &tool)
{
    const QString title = Words::tame(tool.title);
    m_head->setText(title.isEmpty() || title == tool.name ? Words::tame(tool.name) : tr("%1: %2").arg(Words::tame(tool.name), title));
    m_about->show(tool);
    ToolTrial *trial = trialOf(tool.number);
    trial->setTool(tool);
    m_trials->setCurrentWidget(trial);
    const QByteArray raw = prettyJson(QJsonDocument(tool.definition).toJson(QJsonDocument::Compact)).left(longestRaw);
    const QString text = QString::fromUtf8(raw);
    if (m_raw->toPlainText() != text)
        m_raw->setPlainText(text);
    m_shown = tool.number;
    m_parts->show();
}

void ToolDetails::showNothing()
{
    m_shown = 0;
    m_head->setText(tr("Choose a tool to see what it does and to try it."));
    m_parts->hide();
}

ToolTrial *ToolDetails::trial() const
{
    return m_trialOf.value(m_shown);
}

void ToolDetails::openTrial()
{
    m_parts->setCurrentWidget(m_trials);
}

void ToolDetails::progress(const QString &tag, const QJsonObject &params)
{
    for (ToolTrial *trial : std::as_const(m_trialOf))
        trial->progress(tag, params);
}

} // namespace Signalbox
