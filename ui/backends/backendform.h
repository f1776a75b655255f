// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/result.h"

#include <QJsonObject>
#include <QWidget>

class QCheckBox;
class QComboBox;
class QFormLayout;
class QLineEdit;

namespace Signalbox {

class NameTable;

/**
 * The fields of one server. What it does not know of an entry it gives back as it was; secrets come and go masked.
 */
class BackendForm : public QWidget
{
    Q_OBJECT

public:
    explicit BackendForm(QWidget *parent = nullptr);

    /** What there is besides programs and addresses: the answer of "backend.kinds". */
    void setKinds(const QJsonObject &answer);
    void setEntry(const QJsonObject &entry);
    /** As in mcpServers; fails with what cannot even be written down. */
    Result<QJsonObject> entry() const;

Q_SIGNALS:
    void edited();

private:
    enum class Reach { Program, Address, Plugin };
    Reach reach() const;
    void buildRows();
    void showKind();
    void showOptions(const QJsonObject &given);
    void addRow(const QString &label, QWidget *field, const QString &hint);
    void putOwn(QJsonObject &entry) const;
    QJsonObject pluginSettings() const;

    QJsonObject m_base; //!< what was given
    QHash<QString, QJsonObject> m_schemas; //!< of the plugins' own settings, by kind
    QFormLayout *m_rows;
    QComboBox *m_kind;
    QLineEdit *m_command;
    QLineEdit *m_folder;
    NameTable *m_variables;
    QLineEdit *m_url;
    NameTable *m_headers;
    QComboBox *m_instances;
    QComboBox *m_generations;
    QComboBox *m_start;
    QWidget *m_options = nullptr;
    bool m_isFilling = false;
};

} // namespace Signalbox
