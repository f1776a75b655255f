// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/settings/settingseditor.h"

#include "ui/commands.h"
#include "ui/icons.h"
#include "ui/themed.h"
#include "ui/words.h"

#include <QFontDatabase>
#include <QHBoxLayout>
#include <QLabel>
#include <QListWidget>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QScrollBar>
#include <QShortcut>
#include <QTextBlock>
#include <QVBoxLayout>

namespace Signalbox {

namespace {

constexpr int shownProblems = 5;

/** What the document holds; toPlainText() would make ordinary blanks of other ones. */
QString rawText(const QPlainTextEdit &edit)
{
    return edit.document()->toRawText().replace(QChar::ParagraphSeparator, u'\n');
}

QColor mixed(const QColor &one, const QColor &other, qreal share)
{
    return QColor::fromRgbF(float(one.redF() * share + other.redF() * (1 - share)),
                            float(one.greenF() * share + other.greenF() * (1 - share)),
                            float(one.blueF() * share + other.blueF() * (1 - share)));
}

} // namespace

SettingsEditor::SettingsEditor(SettingsStore *store, QWidget *parent)
    : QWidget(parent)
    , m_store(store)
    , m_text(new QPlainTextEdit)
    , m_problems(new QListWidget)
    , m_note(new QLabel)
    , m_check(new QPushButton(tr("C&heck")))
    , m_save(new QPushButton(tr("Sa&ve")))
    , m_back(new QPushButton(tr("&Discard changes")))
{
    m_text->setFont(QFontDatabase::systemFont(QFontDatabase::FixedFont));
    m_text->setLineWrapMode(QPlainTextEdit::NoWrap);
    m_text->setTabStopDistance(m_text->fontMetrics().horizontalAdvance(u' ') * 4);
    m_text->setAccessibleName(tr("Text of the settings file"));
    m_problems->setAccessibleName(tr("Problems"));
    m_problems->setToolTip(tr("Return goes to the line"));
    m_note->setTextFormat(Qt::PlainText);
    m_note->setWordWrap(true);
    m_check->setToolTip(tr("Say what is wrong, without saving"));
    m_back->setToolTip(tr("Show what the file says"));

    auto *buttons = new QHBoxLayout;
    buttons->addWidget(m_note, 1);
    for (QPushButton *button : {m_back, m_check, m_save}) {
        button->setAutoDefault(false);
        buttons->addWidget(button);
    }
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 6, 0, 0);
    layout->addWidget(m_text, 1);
    layout->addWidget(m_problems);
    layout->addLayout(buttons);

    connect(m_text, &QPlainTextEdit::textChanged, this, &SettingsEditor::showState);
    connect(m_check, &QPushButton::clicked, this, &SettingsEditor::check);
    connect(m_save, &QPushButton::clicked, this, &SettingsEditor::save);
    connect(m_back, &QPushButton::clicked, this, &SettingsEditor::showFile);
    connect(m_problems, &QListWidget::itemActivated, this,
            [this](const QListWidgetItem *item) { goToLine(item->data(Qt::UserRole).toInt()); });
    connect(m_problems, &QListWidget::itemClicked, this,
            [this](const QListWidgetItem *item) { goToLine(item->data(Qt::UserRole).toInt()); });
    auto *saveKey = new QShortcut(QKeySequence(QKeySequence::Save), this);
    saveKey->setContext(Qt::WidgetWithChildrenShortcut);
    connect(saveKey, &QShortcut::activated, this, &SettingsEditor::save);
    connect(store, &SettingsStore::changed, this, &SettingsEditor::follow);
    showProblems({});
    showState();
}

QString SettingsEditor::text() const
{
    QString text = rawText(*m_text);
    return m_hasWindowsLines ? text.replace(u'\n', QStringLiteral("\r\n")) : text;
}

bool SettingsEditor::isModified() const
{
    return rawText(*m_text) != m_shown;
}

void SettingsEditor::follow()
{
    if (!isModified()) {
        showFile();
        return;
    }
    if (m_store->digest() != m_digest)
        say(tr("The file was changed outside meanwhile. What you typed is still here; saving it is refused until you "
               "have looked at the file."),
            true);
}

void SettingsEditor::showFile()
{
    const QString text = m_store->text();
    m_hasWindowsLines = text.contains(QStringLiteral("\r\n"));
    m_digest = m_store->digest();
    const int line = m_text->textCursor().blockNumber();
    const int column = m_text->textCursor().positionInBlock();
    const int scroll = m_text->verticalScrollBar()->value();
    m_shown = QString(text).replace(QStringLiteral("\r\n"), QStringLiteral("\n"));
    if (rawText(*m_text) != m_shown) {
        m_text->setPlainText(m_shown);
        m_shown = rawText(*m_text); // other kinds of line ends become plain ones
        const QTextBlock block = m_text->document()->findBlockByNumber(qMin(line, m_text->blockCount() - 1));
        QTextCursor cursor(block);
        cursor.movePosition(QTextCursor::Right, QTextCursor::MoveAnchor, qMin(column, block.length() - 1));
        m_text->setTextCursor(cursor);
        m_text->verticalScrollBar()->setValue(scroll);
    }
    showProblems(m_store->problems());
    say(m_store->exists() ? QString() : tr("There is no file yet; saving makes it."), false);
    showState();
}

void SettingsEditor::showState()
{
    const bool isChanged = isModified();
    m_save->setEnabled(isChanged || !m_store->exists());
    m_back->setEnabled(isChanged);
}

void SettingsEditor::check()
{
    const QString checked = text();
    m_store->commands()->ask(QStringLiteral("settings.check"), {{QStringLiteral("text"), checked}}, this,
                             [this, checked](const Result<QJsonObject> &answer) {
                                 if (checked != text())
                                     return;
                                 if (!answer)
                                     return say(answer.error().sentence, true);
                                 const QList<SettingProblem> problems = SettingsStore::problemsIn(*answer);
                                 showProblems(problems);
                                 if (problems.isEmpty())
                                     say(tr("Everything in it can be used."), false);
                                 else if (answer->value(QStringLiteral("usable")).toBool())
                                     say(tr("The rest of it can be used."), true);
                                 else
                                     say(tr("None of it can be used."), true);
                             });
}

void SettingsEditor::save()
{
    const QString saved = text();
    m_store->commands()->ask(QStringLiteral("settings.write"),
                             {{QStringLiteral("text"), saved}, {QStringLiteral("digest"), m_digest}}, this,
                             [this, saved](const Result<QJsonObject> &answer) {
                                 if (!answer) {
                                     check();
                                     return say(tr("Not saved: %1").arg(answer.error().sentence), true);
                                 }
                                 m_digest = answer->value(QStringLiteral("digest")).toString();
                                 if (saved == text())
                                     m_shown = rawText(*m_text);
                                 showState();
                                 check();
                                 say(tr("Saved and in force."), false);
                                 m_store->refresh();
                             });
}

void SettingsEditor::say(const QString &sentence, bool isBad)
{
    m_note->setText(sentence);
    setTone(m_note, isBad ? Tone::Bad : Tone::Plain);
}

void SettingsEditor::showProblems(const QList<SettingProblem> &problems)
{
    m_problems->clear();
    for (const SettingProblem &problem : problems) {
        const QString where = problem.key.isEmpty() || problem.key.startsWith(QStringLiteral("line "))
            ? QString()
            : Words::tame(problem.key) + QStringLiteral(": ");
        auto *item =
            new QListWidgetItem(markIcon({"state-failed", Tone::Bad}),
                                tr("Line %1: %2").arg(problem.line).arg(where + Words::tame(problem.sentence, 500)));
        item->setData(Qt::UserRole, problem.line);
        m_problems->addItem(item);
    }
    const int rows = qMin(int(problems.size()), shownProblems);
    m_problems->setFixedHeight(rows * (fontMetrics().height() + 6) + 6);
    m_problems->setVisible(rows > 0);
    markLines(problems);
}

void SettingsEditor::markLines(const QList<SettingProblem> &problems)
{
    QList<QTextEdit::ExtraSelection> marks;
    const QColor colour = mixed(toneColor(Tone::Bad, palette()), palette().color(QPalette::Base), 0.25);
    for (const SettingProblem &problem : problems) {
        QTextEdit::ExtraSelection mark;
        mark.cursor =
            QTextCursor(m_text->document()->findBlockByNumber(qBound(0, problem.line - 1, m_text->blockCount() - 1)));
        mark.format.setBackground(colour);
        mark.format.setProperty(QTextFormat::FullWidthSelection, true);
        marks.append(mark);
    }
    m_text->setExtraSelections(marks);
}

void SettingsEditor::goToLine(int line)
{
    m_text->setTextCursor(
        QTextCursor(m_text->document()->findBlockByNumber(qBound(0, line - 1, m_text->blockCount() - 1))));
    m_text->centerCursor();
    m_text->setFocus();
}

} // namespace Signalbox
