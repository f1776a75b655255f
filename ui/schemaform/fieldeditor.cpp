// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/schemaform/fieldeditor.h"

#include "ui/icons.h"
#include "ui/schemaform/fieldcheck.h"
#include "ui/schemaform/growingtext.h"
#include "ui/themed.h"
#include "ui/words.h"

#include <QCheckBox>
#include <QComboBox>
#include <QFormLayout>
#include <QFrame>
#include <QJsonArray>
#include <QLabel>
#include <QLineEdit>
#include <QListWidget>
#include <QVBoxLayout>

#include <algorithm>

namespace Signalbox {

namespace {

using Kind = SchemaField::Kind;

constexpr int shownChoices = 6;

QLabel *muted(const QString &text)
{
    auto *label = new QLabel;
    label->setTextFormat(Qt::PlainText);
    label->setText(text);
    label->setWordWrap(true);
    setTone(label, Tone::Muted);
    return label;
}

/** Styles draw the frame of a box darker than the ground: on a dark one nobody would see it. */
void frameBoxes(QWidget *widget)
{
    QPalette colours;
    colours.setColor(QPalette::Window, toneColor(Tone::Muted, widget->palette()));
    widget->setPalette(colours);
}

bool isLine(const SchemaField &field)
{
    if (field.kind == Kind::Integer || field.kind == Kind::Number)
        return true;
    const bool isShort = field.mostLength >= 0 && field.mostLength <= 200;
    const bool hasLines = field.preset.toString().contains(QLatin1Char('\n'));
    return field.kind == Kind::Text && !hasLines && (isShort || !field.format.isEmpty() || !field.pattern.isEmpty());
}

QString placeholder(const SchemaField &field)
{
    if (field.kind == Kind::List)
        return FieldEditor::tr("One in each line");
    if (field.kind == Kind::Json)
        return FieldEditor::tr("JSON, such as {\"key\": 1}");
    if (field.format == QLatin1String("date"))
        return QStringLiteral("1969-07-20");
    if (field.format == QLatin1String("date-time"))
        return QStringLiteral("1969-07-20T14:00:00Z");
    if (field.format == QLatin1String("email"))
        return QStringLiteral("ada@example.org");
    return field.format == QLatin1String("uri") ? QStringLiteral("https://example.org") : QString();
}

} // namespace

FieldEditor::FieldEditor(SchemaField field, QWidget *parent) : QWidget(parent), m_field(std::move(field)), m_fault(new QLabel)
{
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(2);
    build();
    if (!m_field.description.isEmpty())
        layout->addWidget(muted(m_field.description));
    m_fault->setTextFormat(Qt::PlainText);
    m_fault->setWordWrap(true);
    m_fault->setObjectName(QStringLiteral("fault"));
    m_fault->hide();
    layout->addWidget(m_fault);
    setFocusProxy(editor());
    editor()->setAccessibleName(m_field.title);
    editor()->setAccessibleDescription(m_field.description);
    setValue(m_field.preset);
}

void FieldEditor::build()
{
    switch (m_field.kind) {
    case Kind::Choice:
        buildChoice();
        break;
    case Kind::Choices:
        buildChoices();
        break;
    case Kind::Boolean:
        buildBoolean();
        break;
    case Kind::Object: {
        auto *frame = new QFrame;
        frame->setFrameShape(QFrame::StyledPanel);
        m_group = frame;
        auto *rows = new QFormLayout(frame);
        rows->setRowWrapPolicy(QFormLayout::WrapLongRows);
        m_members = addRows(rows, m_field.items);
        for (FieldEditor *member : std::as_const(m_members))
            connect(member, &FieldEditor::changed, this, &FieldEditor::changed);
        break;
    }
    default:
        buildText();
    }
    layout()->addWidget(editor());
}

void FieldEditor::buildText()
{
    if (isLine(m_field)) {
        m_line = new QLineEdit;
        m_line->setMaxLength(int(FieldCheck::longestText));
        m_line->setPlaceholderText(placeholder(m_field));
        connect(m_line, &QLineEdit::textChanged, this, &FieldEditor::touched);
        return;
    }
    m_text = new GrowingText(m_field.kind == Kind::Text ? 1 : 2);
    m_text->setPlaceholderText(placeholder(m_field));
    connect(m_text, &QPlainTextEdit::textChanged, this, &FieldEditor::touched);
}

void FieldEditor::buildChoice()
{
    m_combo = new QComboBox;
    m_combo->addItem(m_field.isRequired ? tr("Choose one") : tr("Nothing"));
    for (const SchemaField::Option &option : std::as_const(m_field.choices))
        m_combo->addItem(option.title, option.value.toVariant());
    m_combo->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    m_combo->setMinimumContentsLength(20);
    connect(m_combo, &QComboBox::currentIndexChanged, this, &FieldEditor::touched);
}

void FieldEditor::buildChoices()
{
    m_list = new QListWidget;
    frameBoxes(m_list);
    for (const SchemaField::Option &option : std::as_const(m_field.choices)) {
        auto *item = new QListWidgetItem(option.title, m_list);
        item->setFlags(Qt::ItemIsEnabled | Qt::ItemIsSelectable | Qt::ItemIsUserCheckable);
        item->setCheckState(Qt::Unchecked);
    }
    const int rows = qBound(1, m_list->count(), shownChoices);
    m_list->setFixedHeight(rows * qMax(m_list->sizeHintForRow(0), fontMetrics().lineSpacing()) + 2 * m_list->frameWidth() + 4);
    connect(m_list, &QListWidget::itemChanged, this, &FieldEditor::touched);
}

void FieldEditor::buildBoolean()
{
    if (m_field.isRequired || m_field.preset.isBool()) {
        m_box = new QCheckBox(tr("Yes"));
        frameBoxes(m_box);
        connect(m_box, &QCheckBox::toggled, this, &FieldEditor::touched);
        return;
    }
    m_combo = new QComboBox;
    m_field.choices = {{true, tr("Yes")}, {false, tr("No")}};
    m_combo->addItem(tr("Nothing"));
    for (const SchemaField::Option &option : std::as_const(m_field.choices))
        m_combo->addItem(option.title);
    connect(m_combo, &QComboBox::currentIndexChanged, this, &FieldEditor::touched);
}

QWidget *FieldEditor::editor() const
{
    for (QWidget *made : {static_cast<QWidget *>(m_line), static_cast<QWidget *>(m_text), static_cast<QWidget *>(m_combo),
                          static_cast<QWidget *>(m_box), static_cast<QWidget *>(m_list)}) {
        if (made)
            return made;
    }
    return m_group;
}

void FieldEditor::touched()
{
    if (m_isFilling)
        return;
    check();
    Q_EMIT changed();
}

bool FieldEditor::isOpen() const
{
    if (m_line)
        return m_line->text().isEmpty();
    if (m_text)
        return m_field.kind == Kind::Text ? m_text->document()->isEmpty() : m_text->toPlainText().trimmed().isEmpty();
    return m_combo && m_combo->currentIndex() <= 0;
}

Result<QJsonValue> FieldEditor::chosen() const
{
    QJsonArray list;
    for (int row = 0; row < m_list->count(); ++row) {
        if (m_list->item(row)->checkState() == Qt::Checked)
            list.append(m_field.choices.at(row).value);
    }
    if (list.isEmpty() && !m_field.isRequired)
        return QJsonValue(QJsonValue::Undefined);
    return FieldCheck::checkCount(m_field, list);
}

Result<QJsonValue> FieldEditor::value() const
{
    if (m_group)
        return members();
    if (m_list)
        return chosen();
    if (m_box)
        return QJsonValue(m_box->isChecked());
    // A list of nothing is a list.
    if (isOpen() && !(m_field.kind == Kind::List && m_field.isRequired && m_field.leastLength == 0)) {
        if (m_field.isRequired)
            return Reason{m_combo ? tr("Please choose one.") : tr("Please fill this in.")};
        return QJsonValue(QJsonValue::Undefined);
    }
    if (m_combo)
        return m_field.choices.at(m_combo->currentIndex() - 1).value;
    return FieldCheck::parse(m_field, m_line ? m_line->text() : m_text->toPlainText());
}

Result<QJsonValue> FieldEditor::members() const
{
    const Result<QJsonValue> object = valueOf(m_members);
    if (!object)
        // Left out as a whole, what its members demand does not count.
        return !m_field.isRequired && std::ranges::all_of(m_members, [](const FieldEditor *member) {
            return member->isOpen() && !member->m_group && !member->m_box && !member->m_list;
        }) ? Result<QJsonValue>(QJsonValue(QJsonValue::Undefined)) : object;
    return object->toObject().isEmpty() && !m_field.isRequired ? QJsonValue(QJsonValue::Undefined) : *object;
}

Result<QJsonValue> FieldEditor::valueOf(const QList<FieldEditor *> &members)
{
    QJsonObject object;
    for (const FieldEditor *member : members) {
        const Result<QJsonValue> value = member->value();
        if (!value)
            return Reason{QStringLiteral("%1: %2").arg(member->field().title, value.error().sentence)};
        if (!value->isUndefined())
            object.insert(member->field().name, *value);
    }
    return QJsonValue(object);
}

void FieldEditor::setValue(const QJsonValue &value)
{
    m_isFilling = true;
    if (m_line)
        m_line->setText(FieldCheck::typed(m_field, value));
    if (m_text)
        m_text->setPlainText(FieldCheck::typed(m_field, value));
    if (m_box)
        m_box->setChecked(value.toBool());
    const auto rowOf = [this](const QJsonValue &wanted) {
        for (qsizetype i = 0; i < m_field.choices.size(); ++i) {
            if (m_field.choices.at(i).value == wanted)
                return int(i);
        }
        return -1;
    };
    if (m_combo)
        m_combo->setCurrentIndex(rowOf(value) + 1);
    if (m_list) {
        const QJsonArray wanted = value.toArray();
        for (int row = 0; row < m_list->count(); ++row)
            m_list->item(row)->setCheckState(wanted.contains(m_field.choices.at(row).value) ? Qt::Checked : Qt::Unchecked);
    }
    for (FieldEditor *member : std::as_const(m_members)) {
        if (value.toObject().contains(member->field().name))
            member->setValue(value.toObject().value(member->field().name));
    }
    m_isFilling = false;
}

bool FieldEditor::check()
{
    const Result<QJsonValue> result = value();
    if (m_group && !result) {
        for (FieldEditor *member : std::as_const(m_members))
            member->check();
        return false;
    }
    showFault(result ? QString() : result.error().sentence);
    return bool(result);
}

QWidget *FieldEditor::firstFault()
{
    if (value())
        return nullptr;
    for (FieldEditor *member : std::as_const(m_members)) {
        if (QWidget *fault = member->firstFault())
            return fault;
    }
    return editor();
}

void FieldEditor::showFault(const QString &sentence)
{
    setTone(m_fault, Tone::Bad);
    m_fault->setText(sentence.isEmpty() ? QString() : QStringLiteral("⚠ ") + sentence);
    m_fault->setVisible(!sentence.isEmpty());
    editor()->setAccessibleDescription(sentence.isEmpty() ? m_field.description : sentence);
}

QList<FieldEditor *> FieldEditor::addRows(QFormLayout *rows, const QList<SchemaField> &fields)
{
    QList<FieldEditor *> editors;
    rows->setFieldGrowthPolicy(QFormLayout::AllNonFixedFieldsGrow);
    for (const SchemaField &field : fields) {
        auto *editor = new FieldEditor(field);
        auto *label = new QLabel;
        label->setTextFormat(Qt::PlainText);
        label->setText(field.isRequired ? tr("%1 (required)").arg(field.title) : field.title);
        label->setWordWrap(true);
        label->setMinimumWidth(label->fontMetrics().averageCharWidth() * 16);
        label->setMaximumWidth(label->fontMetrics().averageCharWidth() * 28);
        label->setToolTip(Words::hint(SchemaReader::describe(field)));
        rows->addRow(label, editor);
        editors.append(editor);
    }
    return editors;
}

} // namespace Signalbox
