// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/settings/settingspage.h"

#include "ui/icons.h"
#include "ui/settings/loginswitch.h"
#include "ui/settings/settingseditor.h"
#include "ui/settings/settingsform.h"
#include "ui/settings/settingsstore.h"
#include "ui/themed.h"
#include "ui/words.h"

#include <QClipboard>
#include <QDesktopServices>
#include <QFileInfo>
#include <QGuiApplication>
#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>
#include <QSettings>
#include <QTabWidget>
#include <QUrl>
#include <QVBoxLayout>

namespace Signalbox {

SettingsPage::SettingsPage(Board *board, Commands *commands, QWidget *parent)
    : Page(parent)
    , m_store(new SettingsStore(board, commands, this))
    , m_form(new SettingsForm(m_store))
    , m_editor(new SettingsEditor(m_store))
    , m_login(new LoginSwitch(commands))
    , m_tabs(new QTabWidget)
    , m_path(new QLabel)
    , m_problem(new QLabel)
    , m_showProblem(new QPushButton(tr("S&how")))
{
    m_tabs->addTab(m_form, tr("&Form"));
    m_tabs->addTab(m_editor, tr("&Text of the file"));
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(buildHead());
    layout->addWidget(m_login);
    auto *trouble = new QHBoxLayout;
    m_problem->setTextFormat(Qt::PlainText);
    m_problem->setWordWrap(true);
    trouble->addWidget(m_problem, 1);
    trouble->addWidget(m_showProblem);
    layout->addLayout(trouble);
    layout->addWidget(m_tabs, 1);
    m_problem->hide();
    m_showProblem->hide();
    m_showProblem->setAutoDefault(false);
    connect(m_store, &SettingsStore::changed, this, &SettingsPage::showFile);
    connect(m_showProblem, &QPushButton::clicked, this, &SettingsPage::showProblem);
}

QWidget *SettingsPage::buildHead()
{
    m_path->setTextFormat(Qt::PlainText);
    m_path->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
    m_path->setAccessibleName(tr("Settings file"));
    auto *copy = new QPushButton(markIcon({"action-copy", Tone::Plain}), tr("&Copy path"));
    auto *open = new QPushButton(tr("Op&en folder"));
    auto *head = new QWidget;
    auto *layout = new QHBoxLayout(head);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(m_path, 1);
    for (QPushButton *button : {copy, open}) {
        button->setAutoDefault(false);
        layout->addWidget(button);
    }
    connect(copy, &QPushButton::clicked, this, [this] { QGuiApplication::clipboard()->setText(m_store->path()); });
    connect(open, &QPushButton::clicked, this,
            [this] { QDesktopServices::openUrl(QUrl::fromLocalFile(QFileInfo(m_store->path()).absolutePath())); });
    return head;
}

void SettingsPage::showFile()
{
    m_path->setText(m_store->exists() ? m_store->path()
                                      : tr("%1 (not there yet; the first change makes it)").arg(m_store->path()));
    const QList<SettingProblem> problems = m_store->problems();
    m_problem->setVisible(!problems.isEmpty());
    m_showProblem->setVisible(!problems.isEmpty());
    if (problems.isEmpty())
        return;
    const SettingProblem &first = problems.first();
    const QString where = first.key.isEmpty() ? QString() : Words::tame(first.key) + QStringLiteral(": ");
    m_problem->setText(where + Words::tame(first.sentence, 500)
                       + (problems.size() > 1 ? u' ' + tr("(and %1 more)").arg(problems.size() - 1) : QString()));
    setTone(m_problem, Tone::Bad);
}

void SettingsPage::showProblem()
{
    const QList<SettingProblem> problems = m_store->problems();
    m_tabs->setCurrentWidget(m_editor);
    if (!problems.isEmpty())
        m_editor->goToLine(problems.first().line);
}

void SettingsPage::focusFilter()
{
    m_tabs->setCurrentWidget(m_form);
    m_form->focusFilter();
}

void SettingsPage::remember(QSettings &settings) const
{
    settings.setValue(QStringLiteral("settings/tab"), m_tabs->currentIndex());
}

void SettingsPage::recall(QSettings &settings)
{
    m_tabs->setCurrentIndex(settings.value(QStringLiteral("settings/tab"), 0).toInt());
}

void SettingsPage::showEvent(QShowEvent *event)
{
    m_store->refresh();
    m_login->refresh();
    Page::showEvent(event);
}

} // namespace Signalbox
