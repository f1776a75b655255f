// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/backends/backendspage.h"

#include "ui/backends/backendeditor.h"
#include "ui/board.h"
#include "ui/commands.h"
#include "ui/settings/settingsstore.h"
#include "ui/tables/backenddetails.h"

#include <QLabel>
#include <QPushButton>
#include <QTableView>
#include <QVBoxLayout>

#include <algorithm>

namespace Signalbox {

namespace {

TableSetup setup()
{
    return {QStringLiteral("backends"),
            BackendsPage::tr("No backend is configured. Add one: the line or the JSON of its README will do."),
            BackendsPage::tr("Find backends"),
            {18, 14, 8, 24, 13, 8, 11, 12, 11, 10, 9, 9, 14, 10, 12, 8},
            {6, 7, 12},
            3,
            false};
}

bool always(const QList<BackendFact> &)
{
    return true;
}

bool isAny(const QList<BackendFact> &chosen)
{
    return !chosen.isEmpty();
}

bool isOne(const QList<BackendFact> &chosen)
{
    return chosen.size() == 1;
}

bool isAnyEnabled(const QList<BackendFact> &chosen)
{
    return std::ranges::any_of(chosen, [](const BackendFact &backend) { return !backend.disabled; });
}

} // namespace

BackendsPage::BackendsPage(Board *board, Commands *commands, QWidget *parent)
    : TablePage(board->backends(), setup(), parent)
    , m_board(board)
    , m_commands(commands)
    , m_store(new SettingsStore(board, commands, this))
    , m_editor(new BackendEditor(m_store))
    , m_undoRow(new QWidget)
    , m_undoWords(new QLabel)
{
    addCommand("action-start", tr("&Start"), tr("Start the backend"), "backend.start");
    addCommand("action-restart", tr("&Restart"), tr("End the backend and start it again"), "backend.restart");
    addCommand("action-stop", tr("S&top"), tr("End the backend; it stays away until started"), "backend.stop");
    QPushButton *add = addButton("action-add", tr("&Add…"), tr("Put a server into the settings (Insert)"), always);
    QPushButton *edit = addButton("action-edit", tr("&Edit…"), tr("Change the server in the settings (F2)"), isOne);
    m_toggle = addButton("action-disable", tr("Disa&ble"), tr("Switch the server off or on in the settings"), isAny);
    QPushButton *removal = addButton("action-remove", tr("Re&move"), tr("Take the server out of the settings"), isAny);
    add->setShortcut(QKeySequence(Qt::Key_Insert));
    edit->setShortcut(QKeySequence(Qt::Key_F2));
    add->setObjectName(QStringLiteral("add"));
    edit->setObjectName(QStringLiteral("edit"));
    m_toggle->setObjectName(QStringLiteral("toggle"));
    removal->setObjectName(QStringLiteral("remove"));
    connect(add, &QPushButton::clicked, this, &BackendsPage::startAdding);
    connect(edit, &QPushButton::clicked, this, &BackendsPage::edit);
    connect(m_toggle, &QPushButton::clicked, this, &BackendsPage::toggle);
    connect(removal, &QPushButton::clicked, this, &BackendsPage::remove);

    auto *details = new BackendDetails;
    setDetails(details);
    setSide(m_editor);
    buildUndoRow();
    const auto follow = [this, details] {
        if (const BackendFact *backend = m_board->backends()->find(currentNumber()))
            details->show(*backend, QDateTime::currentDateTimeUtc());
        else
            details->showNothing();
        updateButtons();
    };
    connect(this, &TablePage::selectionChanged, details, follow);
    connect(board->backends(), &FactTable::applied, details, follow);
    connect(board, &Board::trialStepped, m_editor, &BackendEditor::showStep);
    connect(table(), &QAbstractItemView::doubleClicked, this, &BackendsPage::edit);
    connect(m_editor, &BackendEditor::closed, this, [this] {
        m_editor->hide();
        table()->setFocus();
    });
    updateButtons();
}

void BackendsPage::startAdding()
{
    m_editor->startAdding();
}

QPushButton *BackendsPage::addButton(const char *icon, const QString &text, const QString &hint, Fits fits)
{
    QPushButton *button = addAction(icon, text, hint);
    m_buttons.append({button, fits});
    return button;
}

void BackendsPage::addCommand(const char *icon, const QString &text, const QString &hint, const char *command)
{
    QPushButton *button = addButton(icon, text, hint, isAnyEnabled);
    const QString name = QLatin1StringView(command);
    button->setObjectName(name);
    connect(button, &QPushButton::clicked, this, [this, name] { askForEach(name); });
}

void BackendsPage::buildUndoRow()
{
    auto *undoButton = new QPushButton(tr("&Undo"));
    auto *close = new QPushButton(tr("Cl&ose"));
    undoButton->setObjectName(QStringLiteral("undo"));
    m_undoWords->setTextFormat(Qt::PlainText);
    auto *row = new QHBoxLayout(m_undoRow);
    row->setContentsMargins(0, 0, 0, 0);
    row->addWidget(m_undoWords, 1);
    row->addWidget(undoButton);
    row->addWidget(close);
    static_cast<QVBoxLayout *>(layout())->insertWidget(1, m_undoRow);
    m_undoRow->hide();
    connect(undoButton, &QPushButton::clicked, this, &BackendsPage::undo);
    connect(close, &QPushButton::clicked, m_undoRow, &QWidget::hide);
}

QList<BackendFact> BackendsPage::chosen() const
{
    QList<BackendFact> facts;
    const QList<quint64> numbers = selectedNumbers();
    for (const quint64 number : numbers) {
        if (const BackendFact *fact = m_board->backends()->find(number))
            facts.append(*fact);
    }
    return facts;
}

void BackendsPage::updateButtons()
{
    const QList<BackendFact> facts = chosen();
    for (const auto &[button, fits] : std::as_const(m_buttons))
        button->setEnabled(fits(facts));
    const bool isOff = !facts.isEmpty() && !isAnyEnabled(facts);
    m_toggle->setText(isOff ? tr("Ena&ble") : tr("Disa&ble"));
}

void BackendsPage::askForEach(const QString &command)
{
    const QList<BackendFact> facts = chosen();
    for (const BackendFact &fact : facts) {
        if (!fact.disabled || command == u"backend.enable")
            m_commands->ask(command, {{QStringLiteral("name"), fact.slug}});
    }
}

void BackendsPage::toggle()
{
    askForEach(isAnyEnabled(chosen()) ? QStringLiteral("backend.disable") : QStringLiteral("backend.enable"));
}

void BackendsPage::edit()
{
    const QList<BackendFact> facts = chosen();
    if (facts.size() == 1)
        m_editor->startEditing(facts.first().name);
}

/** Nobody is asked whether it is meant: it can be taken back. */
void BackendsPage::remove()
{
    QStringList names;
    QStringList spoken;
    const QList<BackendFact> facts = chosen();
    for (const BackendFact &fact : facts) {
        names.append(fact.name);
        spoken.append(Words::tame(fact.name, 40));
        if (m_editor->isVisible() && m_editor->edited() == fact.name)
            m_editor->hide();
    }
    const QString words = tr("“%1” was taken out of the settings.").arg(spoken.join(QStringLiteral("”, “")));
    m_undoRow->hide();
    m_commands->ask(QStringLiteral("settings.get"), {}, this, [this, names, words](const Result<QJsonObject> &answer) {
        if (answer)
            removeNext(names, answer->value(QStringLiteral("text")).toString(), words);
    });
}

void BackendsPage::removeNext(QStringList names, const QString &before, const QString &words)
{
    if (names.isEmpty())
        return;
    const QString name = names.takeFirst();
    m_commands->ask(QStringLiteral("backend.remove"), {{QStringLiteral("name"), name}}, this,
                    [this, names, before, words](const Result<QJsonObject> &answer) {
                        if (!answer) {
                            Q_EMIT m_commands->failed(QStringLiteral("backend.remove"), answer.error().sentence);
                            return;
                        }
                        if (!names.isEmpty())
                            return removeNext(names, before, words);
                        m_before = before;
                        m_digest = answer->value(QStringLiteral("digest")).toString();
                        m_undoWords->setText(words);
                        m_undoRow->show();
                    });
}

void BackendsPage::undo()
{
    m_undoRow->hide();
    m_commands->ask(QStringLiteral("settings.write"),
                    {{QStringLiteral("text"), m_before}, {QStringLiteral("digest"), m_digest}});
}

} // namespace Signalbox
