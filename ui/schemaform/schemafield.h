// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QCoreApplication>
#include <QJsonObject>
#include <QList>
#include <QString>

#include <optional>

namespace Signalbox {

/**
 * One value that a JSON schema asks a person for, as far as a form can ask: what a form does not understand becomes a
 * field for JSON text. Read from untrusted schemas: bounded in depth, number and length; text is tamed.
 */
struct SchemaField
{
    enum class Kind {
        Text,
        Integer,
        Number,
        Boolean,
        Choice, //!< one of `choices`
        Choices, //!< several of them
        List, //!< simple values, each as `items.first()` says
        Object, //!< `items` are its members
        Json //!< anything, as JSON text
    };
    struct Option
    {
        QJsonValue value;
        QString title;
    };

    Kind kind = Kind::Json;
    QString name; //!< the key, as it has to be sent
    QString title; //!< what a person reads
    QString description; //!< may have line breaks
    bool isRequired = false;
    QJsonValue preset = QJsonValue::Undefined; //!< default
    QList<Option> choices;
    QList<SchemaField> items;

    QString format; //!< email, uri, date, date-time, or another
    QString pattern; //!< regular expression; empty = none
    qint64 leastLength = 0; //!< of texts in characters, of lists in elements
    qint64 mostLength = -1; //!< -1 = no limit
    std::optional<double> least;
    std::optional<double> most;
    bool excludesLeast = false;
    bool excludesMost = false;
    std::optional<double> step; //!< multipleOf
};

/** Reads schemas. */
class SchemaReader
{
    Q_DECLARE_TR_FUNCTIONS(Signalbox::SchemaReader)

public:
    /** The members of an object schema; the result is always of kind Object or, where that cannot be, Json. */
    static SchemaField read(const QJsonObject &schema);
    /** "text, e-mail", "number, 1 to 10", "one of 3": the kind of a value in a few words. */
    static QString describe(const SchemaField &field);

    static constexpr int deepest = 4; //!< objects within objects; deeper ones are JSON text
    static constexpr int mostFields = 200;
    static constexpr int mostChoices = 500;
};

} // namespace Signalbox
