// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/inspector/exportrow.h"

#include <QDateTime>
#include <QDir>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QSaveFile>
#include <QShortcut>
#include <QStandardPaths>

namespace Signalbox {

Result<void> writeRecords(const QString &path, const QList<TapRecord> &records)
{
    QSaveFile file(path);
    const auto failed = [&] { return Reason{ExportRow::tr("%1 cannot be written: %2").arg(path, file.errorString())}; };
    if (!file.open(QIODevice::WriteOnly))
        return failed();
    file.setPermissions(QFileDevice::ReadOwner | QFileDevice::WriteOwner);
    for (const TapRecord &record : records)
        file.write(jsonLine(record) + '\n');
    if (!file.commit())
        return failed();
    return {};
}

ExportRow::ExportRow(Records records, QWidget *parent)
    : QWidget(parent)
    , m_records(std::move(records))
    , m_path(new QLineEdit)
    , m_outcome(new QLabel)
{
    auto *label = new QLabel(tr("Save the messages seen to &file:"));
    label->setTextFormat(Qt::PlainText);
    label->setBuddy(m_path);
    m_path->setAccessibleName(tr("File to save the messages to"));
    m_outcome->setTextFormat(Qt::PlainText);
    m_outcome->setWordWrap(true);
    auto *saveButton = new QPushButton(tr("&Save"));
    auto *close = new QPushButton(tr("Close"));
    saveButton->setObjectName(QStringLiteral("save"));
    connect(saveButton, &QPushButton::clicked, this, &ExportRow::save);
    connect(m_path, &QLineEdit::returnPressed, this, &ExportRow::save);
    connect(close, &QPushButton::clicked, this, &QWidget::hide);
    auto *escape = new QShortcut(Qt::Key_Escape, this);
    escape->setContext(Qt::WidgetWithChildrenShortcut);
    connect(escape, &QShortcut::activated, this, &QWidget::hide);
    auto *row = new QHBoxLayout(this);
    row->setContentsMargins(0, 0, 0, 0);
    row->addWidget(label);
    row->addWidget(m_path, 2);
    row->addWidget(saveButton);
    row->addWidget(close);
    row->addWidget(m_outcome, 1);
    hide();
}

void ExportRow::begin()
{
    QString folder = QStandardPaths::writableLocation(QStandardPaths::DocumentsLocation);
    if (folder.isEmpty() || !QDir(folder).exists())
        folder = QDir::homePath();
    const QString stamp = QDateTime::currentDateTime().toString(QStringLiteral("yyyyMMdd-HHmmss"));
    m_path->setText(QDir::toNativeSeparators(QStringLiteral("%1/signalbox-%2.jsonl").arg(folder, stamp)));
    m_outcome->clear();
    show();
    m_path->setFocus(Qt::OtherFocusReason);
    m_path->selectAll();
}

void ExportRow::save()
{
    const QList<TapRecord> records = m_records();
    const Result<void> written = writeRecords(QDir::cleanPath(m_path->text()), records);
    m_outcome->setText(written ? tr("Saved: %1 messages.").arg(records.size()) : written.error().sentence);
}

} // namespace Signalbox
