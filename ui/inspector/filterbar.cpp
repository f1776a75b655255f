// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/inspector/filterbar.h"

#include "ui/inspector/recordmodel.h"

#include <QCheckBox>
#include <QComboBox>
#include <QHBoxLayout>
#include <QLineEdit>

namespace Signalbox {

namespace {
constexpr int mostChoices = 300;
constexpr int typingPause = 150; // ms
}

FilterBar::FilterBar(QWidget *parent)
    : QWidget(parent)
    , m_clients(makeChoice(tr("All clients"), tr("Client")))
    , m_backends(makeChoice(tr("All backends"), tr("Backend")))
    , m_methods(makeChoice(tr("All methods"), tr("Method")))
    , m_text(new QLineEdit)
    , m_errors(new QCheckBox(tr("&Errors only")))
{
    m_text->setPlaceholderText(tr("Find id, method or text"));
    m_text->setAccessibleName(tr("Find id, method or text"));
    m_text->setClearButtonEnabled(true);
    m_typing.setSingleShot(true);
    m_typing.setInterval(typingPause);
    connect(m_text, &QLineEdit::textChanged, &m_typing, qOverload<>(&QTimer::start));
    connect(&m_typing, &QTimer::timeout, this, &FilterBar::changed);
    connect(m_errors, &QCheckBox::toggled, this, &FilterBar::changed);
    auto *row = new QHBoxLayout(this);
    row->setContentsMargins(0, 0, 0, 0);
    row->addWidget(m_text, 2);
    row->addWidget(m_clients, 1);
    row->addWidget(m_backends, 1);
    row->addWidget(m_methods, 1);
    row->addWidget(m_errors);
}

QComboBox *FilterBar::makeChoice(const QString &all, const QString &name)
{
    auto *choice = new QComboBox;
    choice->addItem(all, QVariant());
    choice->setAccessibleName(name);
    choice->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    choice->setMinimumContentsLength(12);
    connect(choice, &QComboBox::currentIndexChanged, this, &FilterBar::changed);
    return choice;
}

void FilterBar::addChoice(QComboBox *choice, const QString &text, const QVariant &value)
{
    if (choice->count() < mostChoices && choice->findData(value) < 0)
        choice->addItem(text, value);
}

void FilterBar::learn(const QList<TapRecord> &records)
{
    for (const TapRecord &record : records) {
        if (record.client && record.side == TapRecord::Side::Client && record.front != "modern") {
            const QVariant number(record.client);
            addChoice(m_clients, tr("%1 (%2)").arg(RecordModel::client(record)).arg(record.client), number);
            // The handshake comes before the name.
            const int at = m_clients->findData(number);
            if (at > 0 && !record.who.isEmpty() && m_clients->itemData(at, Qt::UserRole + 1).toByteArray() != record.who) {
                m_clients->setItemText(at, tr("%1 (%2)").arg(RecordModel::client(record)).arg(record.client));
                m_clients->setItemData(at, record.who, Qt::UserRole + 1);
            }
        }
        if (!record.backend.isEmpty())
            addChoice(m_backends, Words::tame(QString::fromUtf8(record.backend)), record.backend);
        if (!record.method.isEmpty())
            addChoice(m_methods, Words::tame(QString::fromUtf8(record.method)), record.method);
    }
}

void FilterBar::wantClient(quint64 number)
{
    wantEverything();
    addChoice(m_clients, tr("client %1").arg(number), QVariant(number));
    m_clients->setCurrentIndex(qMax(0, m_clients->findData(QVariant(number))));
}

void FilterBar::wantBackend(const QByteArray &slug)
{
    wantEverything();
    addChoice(m_backends, Words::tame(QString::fromUtf8(slug)), slug);
    m_backends->setCurrentIndex(qMax(0, m_backends->findData(slug)));
}

void FilterBar::wantEverything()
{
    for (QComboBox *choice : {m_clients, m_backends, m_methods})
        choice->setCurrentIndex(0);
    m_text->clear();
    m_errors->setChecked(false);
}

void FilterBar::focusText()
{
    m_text->setFocus(Qt::ShortcutFocusReason);
    m_text->selectAll();
}

TapFilter FilterBar::wanted() const
{
    return {m_clients->currentData().toULongLong(), m_backends->currentData().toByteArray(),
            m_methods->currentData().toByteArray(), m_text->text().trimmed().toUtf8(), m_errors->isChecked(), 0, {}};
}

} // namespace Signalbox
