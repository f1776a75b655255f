// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/settings/settingfield.h"

#include "ui/commands.h"
#include "ui/icons.h"
#include "ui/settings/settingsstore.h"
#include "ui/themed.h"
#include "ui/words.h"

#include <QGridLayout>
#include <QJsonArray>
#include <QKeyEvent>
#include <QLabel>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QToolButton>

namespace Signalbox {

namespace {

constexpr int judgeDelay = 250; //!< ms after the last key
constexpr int shownLines = 3;

} // namespace

SettingField::SettingField(SettingRow row, Commands *commands, QWidget *parent)
    : QWidget(parent)
    , m_row(std::move(row))
    , m_commands(commands)
    , m_label(new QLabel(m_row.label))
    , m_mark(new QLabel)
    , m_back(new QToolButton)
    , m_problem(new QLabel)
{
    setObjectName(m_row.path.join(u'.'));
    QWidget *field = nullptr;
    if (m_row.isList()) {
        field = m_lines = new QPlainTextEdit;
        m_lines->setTabChangesFocus(true);
        m_lines->setFixedHeight(fontMetrics().lineSpacing() * shownLines + 14);
        m_lines->setPlaceholderText(fieldText(m_row, m_row.byDefault));
        connect(m_lines, &QPlainTextEdit::textChanged, this, &SettingField::typed);
    } else {
        field = m_line = new QLineEdit;
        m_line->setPlaceholderText(fieldText(m_row, m_row.byDefault));
        connect(m_line, &QLineEdit::textEdited, this, &SettingField::typed);
        connect(m_line, &QLineEdit::returnPressed, this, &SettingField::commit);
    }
    field->installEventFilter(this);
    field->setAccessibleName(m_row.label);
    field->setAccessibleDescription(m_row.help);
    field->setToolTip(Words::hint(m_row.help));
    field->setMinimumWidth(fontMetrics().averageCharWidth() * 30);
    setFocusProxy(field);
    m_label->setTextFormat(Qt::PlainText);
    m_label->setBuddy(field);
    m_label->setToolTip(Words::hint(m_row.path.join(u'.')));
    m_mark->setFixedWidth(16);
    m_back->setText(tr("Default"));
    m_back->setToolTip(tr("Take this setting out of the file"));
    m_back->setAccessibleName(tr("Back to the default: %1").arg(m_row.label));
    connect(m_back, &QToolButton::clicked, this, &SettingField::backToDefault);
    auto *help = new QLabel(m_row.help);
    help->setTextFormat(Qt::PlainText);
    help->setWordWrap(true);
    help->setForegroundRole(QPalette::PlaceholderText);
    m_problem->setTextFormat(Qt::PlainText);
    m_problem->setWordWrap(true);
    m_problem->setTextInteractionFlags(Qt::TextSelectableByMouse);
    m_problem->setObjectName(QStringLiteral("problem"));

    m_label->setFixedWidth(fontMetrics().averageCharWidth() * 40);
    m_label->setWordWrap(true);
    auto *layout = new QGridLayout(this);
    layout->setContentsMargins(0, 2, 0, 4);
    layout->setVerticalSpacing(1);
    layout->addWidget(m_mark, 0, 0);
    layout->addWidget(m_label, 0, 1);
    layout->addWidget(field, 0, 2);
    layout->addWidget(m_back, 0, 3);
    layout->addWidget(help, 1, 2, 1, 2);
    layout->addWidget(m_problem, 2, 2, 1, 2);
    layout->setColumnStretch(2, 1);

    m_judging.setSingleShot(true);
    m_judging.setInterval(judgeDelay);
    connect(&m_judging, &QTimer::timeout, this, &SettingField::judge);
    showState();
    showProblem({});
}

QString SettingField::text() const
{
    return m_line ? m_line->text() : m_lines->toPlainText();
}

void SettingField::setText(const QString &text)
{
    if (m_line)
        m_line->setText(text);
    else if (m_lines->toPlainText() != text)
        m_lines->setPlainText(text);
}

void SettingField::showValue(const QJsonValue &value)
{
    const bool wasEdited = isBeingEdited();
    m_isSet = !value.isUndefined();
    m_shown = fieldText(m_row, value);
    if (!wasEdited)
        setText(m_shown);
    showState();
}

void SettingField::showProblem(const QString &sentence)
{
    m_fileProblem = sentence;
    if (isBeingEdited())
        return;
    m_problem->setText(sentence);
    m_problem->setVisible(!sentence.isEmpty());
    showState();
}

/** Colour, shape and words: a setting with a problem, one that the file sets, one that is as ever. */
void SettingField::showState()
{
    const bool isBad = !m_problem->text().isEmpty() && m_problem->isVisibleTo(this);
    setTone(m_problem, isBad ? Tone::Bad : Tone::Plain);
    const Mark mark = isBad ? Mark{"state-failed", Tone::Bad} : Mark{"state-busy", Tone::Busy};
    setMark(m_mark, isBad || m_isSet ? mark : Mark(), 12);
    m_mark->setToolTip(isBad ? tr("This cannot be used") : m_isSet ? tr("Set in the file") : QString());
    m_back->setVisible(m_isSet);
    QFont font = m_label->font();
    font.setBold(m_isSet);
    m_label->setFont(font);
}

bool SettingField::eventFilter(QObject *watched, QEvent *event)
{
    if (event->type() == QEvent::FocusOut)
        commit();
    if (event->type() == QEvent::KeyPress && static_cast<QKeyEvent *>(event)->key() == Qt::Key_Escape
        && isBeingEdited()) {
        takeBack();
        return true;
    }
    return QWidget::eventFilter(watched, event);
}

QJsonObject SettingField::change(const QJsonValue &value) const
{
    QJsonObject arguments{{QStringLiteral("path"), QJsonArray::fromStringList(m_row.path)}};
    if (!value.isUndefined())
        arguments.insert(QStringLiteral("value"), value);
    return arguments;
}

void SettingField::typed()
{
    if (isBeingEdited())
        m_judging.start();
    else
        takeBack();
}

void SettingField::takeBack()
{
    m_judging.stop();
    setText(m_shown);
    showProblem(m_fileProblem);
}

void SettingField::judge()
{
    const QString judged = text();
    if (!isBeingEdited() || !m_problem)
        return;
    m_commands->ask(QStringLiteral("settings.check"), change(fieldValue(m_row, judged)), this,
                    [this, judged](const Result<QJsonObject> &answer) {
                        if (judged != text() || !isBeingEdited())
                            return;
                        const QList<SettingProblem> problems =
                            answer ? SettingsStore::problemsIn(*answer) : QList<SettingProblem>();
                        const QString sentence = answer ? (problems.isEmpty() ? QString() : problems.first().sentence)
                                                        : answer.error().sentence;
                        m_problem->setText(sentence);
                        m_problem->setVisible(!sentence.isEmpty());
                        showState();
                    });
}

void SettingField::commit()
{
    m_judging.stop();
    if (!isBeingEdited() || m_isWriting)
        return;
    const QString written = text();
    const QJsonValue value = fieldValue(m_row, written);
    m_isWriting = true;
    m_commands->ask(value.isUndefined() ? QStringLiteral("settings.unset") : QStringLiteral("settings.set"),
                    change(value), this, [this, written, value](const Result<QJsonObject> &answer) {
                        m_isWriting = false;
                        if (answer) {
                            if (text() == written) {
                                m_shown = fieldText(m_row, value);
                                m_isSet = !value.isUndefined();
                                setText(m_shown);
                                showProblem({});
                            }
                            return;
                        }
                        m_problem->setText(answer.error().sentence);
                        m_problem->show();
                        showState();
                    });
}

void SettingField::backToDefault()
{
    m_commands->ask(QStringLiteral("settings.unset"), change(QJsonValue(QJsonValue::Undefined)), this,
                    [this](const Result<QJsonObject> &answer) {
                        if (answer) {
                            m_isSet = false;
                            m_shown.clear();
                            setText(m_shown);
                            showProblem({});
                            focusProxy()->setFocus();
                            return;
                        }
                        m_problem->setText(answer.error().sentence);
                        m_problem->show();
                        showState();
                    });
}

} // namespace Signalbox
