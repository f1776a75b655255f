// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/schemaform/schemafield.h"

#include "core/result.h"

namespace Signalbox {

/** What a person typed becomes a value that the schema accepts, or a sentence that says what is expected. */
class FieldCheck
{
    Q_DECLARE_TR_FUNCTIONS(Signalbox::FieldCheck)

public:
    /** For kinds that are typed as text: Text, Integer, Number, List (one element a line) and Json. Not for nothing. */
    static Result<QJsonValue> parse(const SchemaField &field, const QString &typed);
    static Result<QJsonValue> checkCount(const SchemaField &field, const QJsonArray &chosen);

    /** As the field shows that value. */
    static QString typed(const SchemaField &field, const QJsonValue &value);

    static constexpr qsizetype longestText = 100'000;

private:
    static Result<QJsonValue> parseText(const SchemaField &field, const QString &text);
    static QString formatFault(const QString &format, const QString &text);
    static Result<QJsonValue> parseNumber(const SchemaField &field, const QString &typed);
    static Result<QJsonValue> parseList(const SchemaField &field, const QString &typed);
    static Result<QJsonValue> parseJson(const QString &typed);
};

} // namespace Signalbox
