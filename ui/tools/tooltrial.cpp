// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/tools/tooltrial.h"

#include "ui/commands.h"
#include "ui/icons.h"
#include "ui/schemaform/schemaform.h"
#include "ui/tools/toolanswer.h"
#include "ui/tools/toolmodel.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QProgressBar>
#include <QPushButton>
#include <QScrollArea>
#include <QShortcut>
#include <QSplitter>
#include <QVBoxLayout>

namespace Signalbox {

namespace {

/** Calls of one process are told apart by it. */
QString freshTag()
{
    static quint64 last = 0;
    return QStringLiteral("window-%1").arg(++last);
}

QScrollArea *scrolled(QWidget *inner)
{
    auto *area = new QScrollArea;
    area->setWidgetResizable(true);
    area->setFrameShape(QFrame::NoFrame);
    area->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    area->setFocusPolicy(Qt::NoFocus);
    inner->layout()->setContentsMargins(0, 0, 8, 0);
    area->setWidget(inner);
    // The ground of the tab behind it shows.
    area->viewport()->setAutoFillBackground(false);
    inner->setAutoFillBackground(false);
    return area;
}

} // namespace

ToolTrial::ToolTrial(Commands *commands, QWidget *parent)
    : QWidget(parent)
    , m_commands(commands)
    , m_form(new SchemaForm)
    , m_run(new QPushButton(tr("R&un")))
    , m_cancel(new QPushButton(tr("Ca&ncel")))
    , m_bar(new QProgressBar)
    , m_note(new QLabel)
    , m_answer(new ToolAnswer)
{
    m_run->setIcon(markIcon({"action-start", Tone::Plain}));
    m_run->setObjectName(QStringLiteral("run"));
    m_cancel->setIcon(markIcon({"action-stop", Tone::Plain}));
    m_cancel->setObjectName(QStringLiteral("cancel"));
    m_bar->setAccessibleName(tr("Progress"));
    m_bar->setTextVisible(false);
    m_bar->setMaximumHeight(fontMetrics().height());
    m_note->setTextFormat(Qt::PlainText);
    m_note->setWordWrap(true);
    m_note->setForegroundRole(QPalette::PlaceholderText);

    auto *formSide = new QWidget;
    auto *formLayout = new QVBoxLayout(formSide);
    formLayout->addWidget(m_form);
    formLayout->addStretch();
    auto *buttons = new QHBoxLayout;
    buttons->addWidget(m_run);
    buttons->addWidget(m_cancel);
    buttons->addWidget(m_bar, 1);
    buttons->addStretch();
    auto *left = new QWidget;
    auto *leftLayout = new QVBoxLayout(left);
    leftLayout->setContentsMargins(0, 0, 0, 0);
    leftLayout->addWidget(scrolled(formSide), 1);
    leftLayout->addWidget(m_note);
    leftLayout->addLayout(buttons);
    auto *parts = new QSplitter;
    parts->setChildrenCollapsible(false);
    parts->addWidget(left);
    parts->addWidget(scrolled(m_answer));
    parts->setSizes({500, 500});
    auto *layout = new QVBoxLayout(this);
    layout->addWidget(parts);

    auto *shortcut = new QShortcut(QKeySequence(Qt::CTRL | Qt::Key_Return), this);
    shortcut->setContext(Qt::WidgetWithChildrenShortcut);
    connect(shortcut, &QShortcut::activated, this, &ToolTrial::run);
    m_run->setToolTip(shortcut->key().toString(QKeySequence::NativeText));
    connect(m_run, &QPushButton::clicked, this, &ToolTrial::run);
    connect(m_cancel, &QPushButton::clicked, this, &ToolTrial::cancel);
    updateButtons();
}

void ToolTrial::setTool(const ToolRow &tool)
{
    m_name = tool.name;
    m_isHidden = tool.isHidden;
    m_form->setSchema(tool.definition.value(QStringLiteral("inputSchema")).toObject());
    updateButtons();
}

void ToolTrial::updateButtons()
{
    m_run->setEnabled(!isRunning() && !m_isHidden);
    m_cancel->setVisible(isRunning());
    m_bar->setVisible(isRunning());
    if (!isRunning())
        m_note->setText(m_isHidden ? tr("This tool is hidden: nobody can call it. Show it to try it.") : QString());
    m_note->setVisible(!m_note->text().isEmpty());
}

void ToolTrial::run()
{
    if (isRunning() || m_isHidden || !m_form->check())
        return;
    m_tag = freshTag();
    m_bar->setRange(0, 0);
    m_note->setText(tr("Running …"));
    m_answer->showNothing();
    updateButtons();
    const QJsonObject arguments{{QStringLiteral("name"), m_name},
                                {QStringLiteral("arguments"), *m_form->value()},
                                {QStringLiteral("tag"), m_tag}};
    m_commands->ask(QStringLiteral("tool.call"), arguments, this, [this, tag = m_tag](const Result<QJsonObject> &answer) {
        if (tag != m_tag)
            return;
        finish(tag);
        m_answer->show(answer);
    });
}

void ToolTrial::cancel()
{
    // The call answers that it was cancelled.
    if (isRunning())
        m_commands->ask(QStringLiteral("tool.cancel"), {{QStringLiteral("tag"), m_tag}}, this, [](const Result<QJsonObject> &) {});
}

void ToolTrial::finish(const QString &tag)
{
    if (tag != m_tag)
        return;
    const bool hadFocus = m_cancel->hasFocus();
    m_tag.clear();
    updateButtons();
    if (hadFocus)
        m_run->setFocus();
}

void ToolTrial::progress(const QString &tag, const QJsonObject &params)
{
    if (!isRunning() || tag != m_tag)
        return;
    const double done = params.value(QStringLiteral("progress")).toDouble();
    const double total = params.value(QStringLiteral("total")).toDouble();
    if (total > 0) {
        m_bar->setRange(0, 1000);
        m_bar->setValue(int(qBound(0.0, done / total, 1.0) * 1000));
    }
    const QString message = Words::tame(params.value(QStringLiteral("message")).toString(), 200);
    const QString amount = total > 0 ? tr("%1 of %2").arg(done).arg(total) : QString::number(done);
    m_note->setText(message.isEmpty() ? tr("Running: %1").arg(amount) : tr("Running: %1, %2").arg(amount, message));
    m_note->show();
}

} // namespace Signalbox
