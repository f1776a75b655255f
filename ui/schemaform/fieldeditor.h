// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/schemaform/schemafield.h"

#include "core/result.h"

#include <QWidget>

class QCheckBox;
class QComboBox;
class QFormLayout;
class QLabel;
class QLineEdit;
class QListWidget;

namespace Signalbox {

class GrowingText;

/** One field of a form: the place to type or choose, what it is for, and what is wrong with it. */
class FieldEditor : public QWidget
{
    Q_OBJECT

public:
    explicit FieldEditor(SchemaField field, QWidget *parent = nullptr);

    const SchemaField &field() const { return m_field; }
    /** Undefined: left open, which is allowed. */
    Result<QJsonValue> value() const;
    void setValue(const QJsonValue &value);
    /** Tells what is wrong beside the field, from now on at each change; true if nothing is. */
    bool check();
    /** The first editor of a value that is wrong, here or inside; null if there is none. */
    QWidget *firstFault();
    /** Where the person types; for the label's shortcut. */
    QWidget *editor() const;

    /** A label and an editor for each member, in rows. */
    static QList<FieldEditor *> addRows(QFormLayout *rows, const QList<SchemaField> &fields);
    static Result<QJsonValue> valueOf(const QList<FieldEditor *> &members);

Q_SIGNALS:
    void changed();

private:
    void build();
    void buildChoice();
    void buildChoices();
    void buildBoolean();
    void buildText();
    void touched();
    bool isOpen() const;
    Result<QJsonValue> chosen() const;
    Result<QJsonValue> members() const;
    void showFault(const QString &sentence);

    SchemaField m_field;
    QLineEdit *m_line = nullptr;
    GrowingText *m_text = nullptr;
    QComboBox *m_combo = nullptr; //!< also yes or no, where it may be left open
    QCheckBox *m_box = nullptr;
    QListWidget *m_list = nullptr;
    QWidget *m_group = nullptr;
    QList<FieldEditor *> m_members;
    QLabel *m_fault;
    bool m_isFilling = false;
};

} // namespace Signalbox
