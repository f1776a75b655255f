// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

class QLabel;
class QLineEdit;
class QScrollArea;

namespace Signalbox {

class SettingField;
class SettingsStore;

/** Every setting beside the servers as a form, in groups, with a line to find one. */
class SettingsForm : public QWidget
{
    Q_OBJECT

public:
    /** `store` outlives this. */
    explicit SettingsForm(SettingsStore *store, QWidget *parent = nullptr);

    void focusFilter();
    const QList<SettingField *> &fields() const { return m_fields; }

private:
    struct Group
    {
        QLabel *title;
        QList<SettingField *> fields;
    };
    void showValues();
    void filter(const QString &words);

    SettingsStore *m_store;
    QLineEdit *m_filter;
    QScrollArea *m_area;
    QLabel *m_nothing;
    QList<Group> m_groups;
    QList<SettingField *> m_fields;
};

} // namespace Signalbox
