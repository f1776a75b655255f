// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QJsonObject>
#include <QWidget>

class QTableWidget;

namespace Signalbox {

/**
 * Names and values, as of environment variables or headers, edited in place; an empty row at the end takes another one.
 * A secret stands there masked, and stays what it is until it is typed over.
 */
class NameTable : public QWidget
{
    Q_OBJECT

public:
    NameTable(const QString &what, const QString &hint, QWidget *parent = nullptr);

    void setValues(const QJsonObject &values);
    QJsonObject values() const; //!< rows without a name are nothing

Q_SIGNALS:
    void edited();

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    void addRow(const QString &name, const QString &value);
    void keepEmptyRow();
    void removeCurrent();

    QTableWidget *m_table;
    bool m_isFilling = false;
};

} // namespace Signalbox
