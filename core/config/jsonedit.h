// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/config/jsonlayout.h"
#include "core/result.h"

#include <QByteArray>
#include <QList>
#include <QStringList>

namespace Signalbox {

/**
 * A JSON file that belongs to a person, edited by cutting and pasting in its text: what is not named stays as it is to
 * the byte, with its order, spacing, comments, line ends and byte order mark. Each edit gives the new text and is
 * checked before it is given: the text is JSON and says nothing else than before besides what was asked. A value.
 */
class JsonEdit
{
public:
    enum class Dialect {
        Strict, //!< RFC 8259
        LastCounts, //!< the same, and of a key that is there twice the last counts, as for the reader of the settings
        Comments //!< with comments and with commas before closing brackets, as editors write their settings
    };
    /** From the outermost object down: keys, unescaped, and in a list the number of an element. */
    using Path = QList<QByteArray>;

    static constexpr int MaxDepth = 256;
    static constexpr qsizetype MaxSteps = 32;

    static Path path(const QStringList &steps);

    /** The error says line, column and what was expected. Text of white space alone counts as an empty object. */
    static Result<JsonEdit> parse(const QByteArray &text, Dialect dialect = Dialect::Strict);

    const QByteArray &text() const { return m_text; }
    /** The value of the file; comments inside it are blanked. Lives as long as a copy of this. */
    JsonView root() const { return m_root; }
    /** Nothing if there is no such value. Of keys that are there twice the last counts. */
    JsonView at(const Path &path) const;

    /**
     * The text with that member or element set to `value` (JSON on one line), laid out like its surroundings. What is
     * equal in it is left as it is written. Objects on the way are made. Refused if a value on the way is neither an
     * object nor a list with that element, or, unless the last counts, is there twice.
     */
    Result<QByteArray> with(const Path &path, const QByteArray &value) const;
    /** The text without that member or element; the same text if it is not there. */
    Result<QByteArray> without(const Path &path) const { return withoutAndShell(path, path.size()); }
    /** And without the objects around it that are left with nothing in them, up to the one at the first `kept` steps. */
    Result<QByteArray> withoutAndShell(const Path &path, qsizetype kept) const;

private:
    struct Range
    {
        qsizetype from = 0;
        qsizetype to = 0;
    };
    struct Comment : Range
    {
        bool endsWithLine = false;
    };
    struct Member
    {
        Range key; //!< with its quotes; of an element where it begins
        Range value;
        QByteArray name; //!< of an element its number
    };
    struct Place //!< an object or a list of the text, and its members
    {
        Range range; //!< with its brackets
        bool isList = false;
        QList<Member> members;
        qsizetype find(const QByteArray &name) const;
    };
    struct Found
    {
        Place place; //!< the innermost object or list of the path that is there
        qsizetype member = -1; //!< in it; -1 = the key is missing
        qsizetype step = 0; //!< of the path: which key that is
    };

    Result<void> blankComments();
    void blankLastCommas();
    Result<Found> find(const Path &path) const;
    Place placeOf(const JsonView &container) const;
    Range rangeOf(const JsonView &view) const;
    JsonView viewOf(const Range &range) const;
    bool hasRemarks(qsizetype from, qsizetype to) const;
    bool isBareShell(const Path &path) const;
    Result<QByteArray> written(const Path &path, const JsonView &value) const;
    Result<QByteArray> writtenByParts(const Path &path, const JsonView &old, const JsonView &value) const;
    Result<QByteArray> removed(const Path &path) const;
    QByteArray replaced(const Place &place, const Member &old, const JsonView &value) const;
    qsizetype behindBlanks(qsizetype at) const;
    qsizetype commaAfter(qsizetype at) const;
    qsizetype endOfRemarks(qsizetype at) const;
    QByteArray indentOf(qsizetype at) const;
    bool beginsLine(qsizetype at) const;
    JsonLayout layout() const;
    JsonLayout layoutIn(const Place &place, const Member &member) const;
    QByteArray freshText(const QByteArray &member) const;
    QByteArray addedTo(const Place &place, const QByteArray &key, const QByteArray &value) const;
    QByteArray addedToEmpty(const Place &place, const QByteArray &key, const QByteArray &value) const;
    QByteArray cutFrom(const Place &place, qsizetype member) const;
    Result<QByteArray> checked(const QByteArray &result, const Path &path, const QByteArray &value) const;

    QByteArray m_text;
    QByteArray m_plain; //!< the same length: strict JSON with blanks for all that JSON has not
    QList<Comment> m_comments;
    JsonView m_root; //!< into m_plain
    Dialect m_dialect = Dialect::Strict;
};

} // namespace Signalbox
