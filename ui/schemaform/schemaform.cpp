// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/schemaform/schemaform.h"

#include "ui/schemaform/fieldeditor.h"

#include <QFormLayout>
#include <QLabel>
#include <QVBoxLayout>

namespace Signalbox {

SchemaForm::SchemaForm(QWidget *parent) : QWidget(parent)
{
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
}

void SchemaForm::setSchema(const QJsonObject &schema)
{
    if (m_hasSchema && m_schema == schema)
        return;
    m_schema = schema;
    m_hasSchema = true;
    build();
}

void SchemaForm::build()
{
    delete std::exchange(m_rows, new QWidget);
    layout()->addWidget(m_rows);
    auto *rows = new QFormLayout(m_rows);
    rows->setContentsMargins(0, 0, 0, 0);
    rows->setRowWrapPolicy(QFormLayout::WrapLongRows);
    SchemaField whole = SchemaReader::read(m_schema);
    m_isWhole = whole.kind != SchemaField::Kind::Object;
    if (m_isWhole) {
        whole.kind = SchemaField::Kind::Json;
        whole.title = tr("Arguments");
        whole.isRequired = true;
        whole.preset = QJsonObject();
        whole.items = {};
        m_fields = FieldEditor::addRows(rows, {whole});
    } else {
        m_fields = FieldEditor::addRows(rows, whole.items);
    }
    if (m_fields.isEmpty()) {
        auto *words = new QLabel(tr("Nothing has to be filled in."));
        words->setTextFormat(Qt::PlainText);
        rows->addRow(words);
    }
    for (FieldEditor *field : std::as_const(m_fields))
        connect(field, &FieldEditor::changed, this, &SchemaForm::changed);
}

Result<QJsonObject> SchemaForm::value() const
{
    const Result<QJsonValue> value = m_isWhole ? m_fields.first()->value() : FieldEditor::valueOf(m_fields);
    if (!value)
        return value.error();
    if (!value->isObject())
        return Reason{tr("Expected a JSON object, such as {\"key\": 1}.")};
    return value->toObject();
}

void SchemaForm::setValue(const QJsonObject &value)
{
    if (m_isWhole)
        m_fields.first()->setValue(value);
    for (FieldEditor *field : std::as_const(m_fields)) {
        if (!m_isWhole && value.contains(field->field().name))
            field->setValue(value.value(field->field().name));
    }
}

void SchemaForm::focusFirst()
{
    if (!m_fields.isEmpty())
        m_fields.first()->editor()->setFocus(Qt::OtherFocusReason);
}

bool SchemaForm::check()
{
    QWidget *first = nullptr;
    for (FieldEditor *field : std::as_const(m_fields)) {
        if (!field->check() && !first)
            first = field->firstFault();
    }
    if (first)
        first->setFocus(Qt::OtherFocusReason);
    return !first && value();
}

} // namespace Signalbox
