// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/backends/backendeditor.h"

#include "ui/backends/backendform.h"
#include "ui/backends/serverpaste.h"
#include "ui/backends/trialview.h"
#include "ui/commands.h"
#include "ui/icons.h"
#include "ui/settings/settingsstore.h"
#include "ui/themed.h"
#include "ui/words.h"

#include <QFormLayout>
#include <QJsonArray>
#include <QKeyEvent>
#include <QLabel>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QScrollArea>
#include <QShortcut>
#include <QVBoxLayout>

namespace Signalbox {

namespace {
constexpr int judgeDelay = 300; //!< ms after the last key
}

BackendEditor::BackendEditor(SettingsStore *store, QWidget *parent)
    : QWidget(parent)
    , m_store(store)
    , m_head(new QLabel)
    , m_pasteRow(new QWidget)
    , m_paste(new QPlainTextEdit)
    , m_nameField(new QLineEdit)
    , m_form(new BackendForm)
    , m_note(new QLabel)
    , m_trial(new TrialView)
    , m_test(new QPushButton(tr("Test th&is server")))
    , m_save(new QPushButton(tr("Sa&ve")))
{
    QFont bold = m_head->font();
    bold.setBold(true);
    m_head->setFont(bold);
    m_head->setTextFormat(Qt::PlainText);
    m_paste->setPlaceholderText(tr("Paste a command line, an address, or the JSON of a README here"));
    m_paste->setTabChangesFocus(true);
    m_paste->setFixedHeight(fontMetrics().lineSpacing() * 3 + 12);
    m_paste->setAccessibleName(m_paste->placeholderText());
    m_nameField->setAccessibleName(tr("Name"));
    m_note->setTextFormat(Qt::PlainText);
    m_note->setWordWrap(true);
    m_note->setTextInteractionFlags(Qt::TextSelectableByMouse);

    auto *pasteLayout = new QVBoxLayout(m_pasteRow);
    pasteLayout->setContentsMargins(0, 0, 0, 4);
    pasteLayout->addWidget(m_paste);
    m_pasteRow->setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Fixed);
    auto *nameRow = new QFormLayout;
    nameRow->addRow(tr("&Name:"), m_nameField);
    static_cast<QLabel *>(nameRow->labelForField(m_nameField))->setTextFormat(Qt::PlainText);
    auto *content = new QWidget;
    auto *fields = new QVBoxLayout(content);
    fields->setContentsMargins(0, 0, 6, 0);
    fields->addWidget(m_pasteRow);
    fields->addLayout(nameRow);
    fields->addWidget(m_form);
    fields->addWidget(m_note);
    fields->addWidget(m_trial);
    fields->addStretch();
    auto *area = new QScrollArea;
    area->setWidget(content);
    area->setWidgetResizable(true);
    area->setFrameShape(QFrame::NoFrame);
    area->setFocusPolicy(Qt::NoFocus);
    area->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(10, 0, 0, 0);
    layout->addWidget(m_head);
    layout->addWidget(area, 1);
    buildButtons(layout);

    m_judging.setSingleShot(true);
    m_judging.setInterval(judgeDelay);
    connect(&m_judging, &QTimer::timeout, this, &BackendEditor::judge);
    connect(m_paste, &QPlainTextEdit::textChanged, this, &BackendEditor::takePaste);
    connect(m_nameField, &QLineEdit::textEdited, this, &BackendEditor::judgeSoon);
    connect(m_form, &BackendForm::edited, this, &BackendEditor::judgeSoon);
    setMinimumWidth(fontMetrics().averageCharWidth() * 62);
    hide();
}

void BackendEditor::buildButtons(QVBoxLayout *layout)
{
    auto *cancel = new QPushButton(tr("Cance&l"));
    auto *row = new QHBoxLayout;
    m_test->setToolTip(tr("Start it once beside the others, say hello and list what it offers"));
    row->addWidget(m_test);
    row->addStretch();
    for (QPushButton *button : {cancel, m_save})
        row->addWidget(button);
    for (QPushButton *button : {m_test, cancel, m_save})
        button->setAutoDefault(false);
    m_test->setObjectName(QStringLiteral("test"));
    m_save->setObjectName(QStringLiteral("save"));
    layout->addLayout(row);
    connect(m_test, &QPushButton::clicked, this, &BackendEditor::test);
    connect(m_save, &QPushButton::clicked, this, &BackendEditor::save);
    connect(cancel, &QPushButton::clicked, this, &BackendEditor::closed);
    auto *saveKey = new QShortcut(QKeySequence(QKeySequence::Save), this);
    saveKey->setContext(Qt::WidgetWithChildrenShortcut);
    connect(saveKey, &QShortcut::activated, this, &BackendEditor::save);
}

void BackendEditor::open()
{
    ++m_round;
    m_judging.stop();
    m_trial->clear();
    m_tag.clear();
    say({}, false);
    m_store->commands()->ask(QStringLiteral("backend.kinds"), {}, this, [this](const Result<QJsonObject> &answer) {
        if (answer)
            m_form->setKinds(*answer);
    });
    m_test->setEnabled(true);
    show();
}

void BackendEditor::startAdding()
{
    m_name.clear();
    m_head->setText(tr("Add a backend"));
    m_pasteRow->show();
    m_paste->clear();
    m_nameField->clear();
    m_form->setEntry({});
    open();
    m_paste->setFocus();
}

void BackendEditor::startEditing(const QString &name)
{
    m_name = name;
    m_head->setText(tr("Edit “%1”").arg(Words::tame(name)));
    m_pasteRow->hide();
    m_nameField->setText(name);
    m_form->setEntry({});
    m_form->setEnabled(false);
    open();
    const quint64 round = m_round;
    // Fresh from the file: what was told last may be older than an edit by hand.
    m_store->commands()->ask(
        QStringLiteral("settings.get"), {}, this, [this, round, name](const Result<QJsonObject> &answer) {
            if (round != m_round)
                return;
            const QJsonValue entry =
                answer ? answer->value(QStringLiteral("values"))[QStringLiteral("mcpServers")][name] : QJsonValue();
            if (!entry.isObject())
                return say(answer ? tr("The settings file has no server of this name.") : answer.error().sentence,
                           true);
            m_form->setEnabled(true);
            m_form->setEntry(entry.toObject());
            m_form->setFocus();
        });
}

void BackendEditor::takePaste()
{
    if (m_paste->toPlainText().trimmed().isEmpty())
        return;
    const Result<ServerPaste> paste = ServerPaste::read(m_paste->toPlainText());
    if (!paste)
        return say(paste.error().sentence, true);
    m_form->setEntry(paste->settings);
    m_nameField->setText(paste->name);
    judgeSoon();
}

QString BackendEditor::newName() const
{
    return m_nameField->text().trimmed();
}

void BackendEditor::judgeSoon()
{
    m_trial->clear();
    m_tag.clear();
    m_judging.start();
}

void BackendEditor::judge()
{
    const Result<QJsonObject> entry = m_form->entry();
    if (!entry)
        return say(entry.error().sentence, true);
    if (newName().isEmpty())
        return say(tr("Give it a name."), false);
    const quint64 round = ++m_round;
    const QJsonArray path{QStringLiteral("mcpServers"), newName()};
    const QJsonArray from{QStringLiteral("mcpServers"), m_name.isEmpty() ? newName() : m_name};
    m_store->commands()->ask(
        QStringLiteral("settings.check"),
        {{QStringLiteral("path"), path}, {QStringLiteral("value"), *entry}, {QStringLiteral("secretsFrom"), from}}, this,
        [this, round](const Result<QJsonObject> &answer) {
            if (round != m_round)
                return;
            const QList<SettingProblem> problems =
                answer ? SettingsStore::problemsIn(*answer) : QList<SettingProblem>();
            QStringList sentences;
            for (const SettingProblem &problem : problems)
                sentences.append(problem.key.section(u'.', 2) + QStringLiteral(": ") + problem.sentence);
            if (!answer)
                sentences.append(answer.error().sentence);
            say(sentences.join(u'\n'), true);
        });
}

QJsonObject BackendEditor::arguments(const QJsonObject &settings) const
{
    QJsonObject result{{QStringLiteral("name"), m_name.isEmpty() ? newName() : m_name},
                       {QStringLiteral("settings"), settings}};
    if (!m_name.isEmpty() && newName() != m_name)
        result.insert(QStringLiteral("newName"), newName());
    return result;
}

void BackendEditor::test()
{
    const Result<QJsonObject> entry = m_form->entry();
    if (!entry)
        return say(entry.error().sentence, true);
    QJsonObject asked = arguments(*entry);
    if (newName().isEmpty())
        asked.insert(QStringLiteral("name"), QStringLiteral("new"));
    static quint64 last = 0;
    m_tag = QStringLiteral("test-%1").arg(++last);
    asked.insert(QStringLiteral("tag"), m_tag);
    m_trial->showRunning();
    m_test->setEnabled(false);
    m_store->commands()->ask(QStringLiteral("backend.try"), asked, this,
                             [this, round = m_round, tag = m_tag](const Result<QJsonObject> &answer) {
                                 m_test->setEnabled(true);
                                 if (tag == m_tag)
                                     m_tag.clear();
                                 if (round != m_round)
                                     return m_trial->clear();
                                 if (answer)
                                     m_trial->showAnswer(*answer);
                                 else
                                     m_trial->showFailure(answer.error().sentence);
                             });
}

void BackendEditor::showStep(const QString &tag, const QJsonObject &step)
{
    if (!tag.isEmpty() && tag == m_tag)
        m_trial->addStep(step);
}

void BackendEditor::save()
{
    const Result<QJsonObject> entry = m_form->entry();
    if (!entry)
        return say(entry.error().sentence, true);
    if (newName().isEmpty()) {
        m_nameField->setFocus();
        return say(tr("Give it a name."), true);
    }
    m_judging.stop();
    const quint64 round = ++m_round;
    const QString command = m_name.isEmpty() ? QStringLiteral("backend.add") : QStringLiteral("backend.edit");
    m_store->commands()->ask(command, arguments(*entry), this, [this, round](const Result<QJsonObject> &answer) {
        if (round != m_round)
            return;
        if (!answer)
            return say(answer.error().sentence, true);
        m_store->refresh();
        Q_EMIT closed();
    });
}

void BackendEditor::say(const QString &sentence, bool isBad)
{
    m_note->setText(sentence);
    m_note->setVisible(!sentence.isEmpty());
    setTone(m_note, isBad ? Tone::Bad : Tone::Muted);
}

void BackendEditor::keyPressEvent(QKeyEvent *event)
{
    if (event->key() == Qt::Key_Escape)
        Q_EMIT closed();
    else
        QWidget::keyPressEvent(event);
}

} // namespace Signalbox
