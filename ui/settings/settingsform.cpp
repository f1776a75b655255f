// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/settings/settingsform.h"

#include "ui/settings/settingfield.h"
#include "ui/settings/settingsstore.h"

#include <QLabel>
#include <QLineEdit>
#include <QScrollArea>
#include <QVBoxLayout>

#include <algorithm>

namespace Signalbox {

namespace {

/** The sentence about this setting or something inside it. */
QString problemOf(const SettingField &field, const QList<SettingProblem> &problems)
{
    const QString path = field.row().path.join(u'.');
    const auto concerns = [&](const SettingProblem &problem) {
        return problem.key == path || problem.key.startsWith(path + u'.') || problem.key.startsWith(path + u'[');
    };
    const auto problem = std::ranges::find_if(problems, concerns);
    return problem == problems.end() ? QString() : problem->sentence;
}

} // namespace

SettingsForm::SettingsForm(SettingsStore *store, QWidget *parent)
    : QWidget(parent)
    , m_store(store)
    , m_filter(new QLineEdit)
    , m_area(new QScrollArea)
    , m_nothing(new QLabel(tr("No setting contains these words.")))
{
    m_filter->setPlaceholderText(tr("Find settings"));
    m_filter->setAccessibleName(tr("Find settings"));
    m_filter->setClearButtonEnabled(true);
    m_filter->setMaximumWidth(fontMetrics().averageCharWidth() * 50);
    connect(m_filter, &QLineEdit::textChanged, this, &SettingsForm::filter);
    m_nothing->setTextFormat(Qt::PlainText);
    m_nothing->setForegroundRole(QPalette::PlaceholderText);
    m_nothing->hide();

    auto *content = new QWidget;
    auto *rows = new QVBoxLayout(content);
    rows->setSpacing(2);
    const QList<SettingRow> all = SettingRows::all();
    for (const SettingRow &row : all) {
        if (m_groups.isEmpty() || m_groups.last().title->text() != row.group) {
            auto *title = new QLabel(row.group);
            title->setTextFormat(Qt::PlainText);
            QFont font = title->font();
            font.setBold(true);
            font.setPointSizeF(font.pointSizeF() * 1.15);
            title->setFont(font);
            title->setContentsMargins(0, m_groups.isEmpty() ? 0 : 14, 0, 4);
            m_groups.append(Group{title, {}});
            rows->addWidget(title);
        }
        auto *field = new SettingField(row, store->commands());
        m_groups.last().fields.append(field);
        m_fields.append(field);
        rows->addWidget(field);
    }
    rows->addStretch();
    content->setMaximumWidth(fontMetrics().averageCharWidth() * 140);
    m_area->setWidget(content);
    m_area->setWidgetResizable(true);
    m_area->setFrameShape(QFrame::NoFrame);
    m_area->setAccessibleName(tr("Settings"));

    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 6, 0, 0);
    layout->addWidget(m_filter);
    layout->addWidget(m_nothing);
    layout->addWidget(m_area, 1);
    connect(store, &SettingsStore::changed, this, &SettingsForm::showValues);
    setEnabled(false);
}

void SettingsForm::focusFilter()
{
    m_filter->setFocus();
    m_filter->selectAll();
}

void SettingsForm::showValues()
{
    // Without values there is nothing that a single one could be set in: the text comes first then.
    const QList<SettingProblem> problems = m_store->problems();
    const bool isReadable = !m_store->values().isEmpty() || problems.isEmpty();
    setEnabled(isReadable);
    if (!isReadable)
        return;
    const QJsonObject values = m_store->values();
    for (SettingField *field : std::as_const(m_fields)) {
        field->showValue(valueAt(values, field->row().path));
        field->showProblem(problemOf(*field, problems));
    }
}

void SettingsForm::filter(const QString &words)
{
    const QStringList wanted = words.split(u' ', Qt::SkipEmptyParts);
    bool isAny = false;
    for (const Group &group : std::as_const(m_groups)) {
        bool isAnyHere = false;
        for (SettingField *field : group.fields) {
            const SettingRow &row = field->row();
            const QString text = row.label + u' ' + row.help + u' ' + row.group + u' ' + row.path.join(u'.');
            const bool fits = std::ranges::all_of(
                wanted, [&](const QString &word) { return text.contains(word, Qt::CaseInsensitive); });
            field->setVisible(fits);
            isAnyHere = isAnyHere || fits;
        }
        group.title->setVisible(isAnyHere);
        isAny = isAny || isAnyHere;
    }
    m_nothing->setVisible(!isAny);
}

} // namespace Signalbox
