// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/result.h"
#include "core/tap/taprecord.h"

#include <QWidget>

#include <functional>

class QLabel;
class QLineEdit;

namespace Signalbox {

/** Writes messages into a file, one JSON object a line, that only its owner can read. An existing file is replaced whole
 * or not at all. */
Result<void> writeRecords(const QString &path, const QList<TapRecord> &records);

/** Asks where to, in a row of the page instead of a dialog. */
class ExportRow : public QWidget
{
    Q_OBJECT

public:
    using Records = std::function<QList<TapRecord>()>;

    explicit ExportRow(Records records, QWidget *parent = nullptr);

    /** Shows itself with a fresh name in the person's documents. */
    void begin();

private:
    void save();

    Records m_records;
    QLineEdit *m_path;
    QLabel *m_outcome;
};

} // namespace Signalbox
