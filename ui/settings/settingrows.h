// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QCoreApplication>
#include <QJsonObject>
#include <QJsonValue>
#include <QList>
#include <QStringList>

namespace Signalbox {

/** One setting as a person edits it. What it is comes from the schema; what it is called from the table here. */
struct SettingRow
{
    enum class Kind { Text, Secret, Number, Duration, Size, List, Servers, Folders };

    QStringList path;
    QString group;
    QString label;
    QString help;
    Kind kind = Kind::Text;
    QJsonValue byDefault; //!< undefined = nothing

    bool isList() const { return kind == Kind::List || kind == Kind::Servers || kind == Kind::Folders; }
};

/** Every setting beside the servers, in the order of the page. */
class SettingRows
{
    Q_DECLARE_TR_FUNCTIONS(Signalbox::SettingRows)

public:
    static QList<SettingRow> all();
    static QJsonObject schema();
};

/** A value as it stands in its field; lists have a line for each element. */
QString fieldText(const SettingRow &row, const QJsonValue &value);
/** What the person typed as a value for the file; undefined if the field is empty. The reader judges it. */
QJsonValue fieldValue(const SettingRow &row, const QString &text);
QJsonValue valueAt(const QJsonObject &values, const QStringList &path);

} // namespace Signalbox
