// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/result.h"

#include <QJsonObject>
#include <QWidget>

class QFormLayout;

namespace Signalbox {

class FieldEditor;

/** A form made from a JSON schema: what a tool wants as arguments, what a server asks a person. */
class SchemaForm : public QWidget
{
    Q_OBJECT

public:
    explicit SchemaForm(QWidget *parent = nullptr);

    /** Untrusted. The same schema again leaves what was typed alone. */
    void setSchema(const QJsonObject &schema);
    /** What was typed, or the first fault with the name of its field. */
    Result<QJsonObject> value() const;
    void setValue(const QJsonObject &value);
    /** Tells every fault beside its field and goes to the first; true if there is none. */
    bool check();
    void focusFirst();
    bool isEmpty() const { return m_fields.isEmpty(); } //!< nothing is asked
    const QList<FieldEditor *> &fields() const { return m_fields; }

Q_SIGNALS:
    void changed();

private:
    void build();

    QJsonObject m_schema;
    bool m_hasSchema = false;
    bool m_isWhole = false; //!< one field for all of it
    QWidget *m_rows = nullptr;
    QList<FieldEditor *> m_fields;
};

} // namespace Signalbox
