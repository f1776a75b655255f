// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/config/jsonlayout.h"
#include "core/result.h"

#include <QByteArray>
#include <QList>

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
        Comments //!< with comments and with commas before closing brackets, as editors write their settings
    };
    using Path = QList<QByteArray>; //!< keys from the outermost object down, unescaped

    static constexpr int MaxDepth = 256;

    /** The error says line, column and what was expected. Text of white space alone counts as an empty object. */
    static Result<JsonEdit> parse(const QByteArray &text, Dialect dialect = Dialect::Strict);

    const QByteArray &text() const { return m_text; }
    /** The value of the file; comments inside it are blanked. Lives as long as a copy of this. */
    JsonView root() const { return m_root; }
    /** Nothing if there is no such member. Of keys that are there twice the last counts. */
    JsonView at(const Path &path) const;

    /** The text with that member set to `value` (valid JSON, one line), laid out like its surroundings. Objects on the
     * way are made. Refused if a value on the way is no object, or is there twice. */
    Result<QByteArray> with(const Path &path, const QByteArray &value) const;
    /** The text without that member; the same text if it is not there. */
    Result<QByteArray> without(const Path &path) const;

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
        Range key; //!< with its quotes
        Range value;
        QByteArray name;
    };
    struct Place //!< an object of the text, and its members
    {
        Range range; //!< with its braces
        QList<Member> members;
        qsizetype find(const QByteArray &name) const;
    };
    struct Found
    {
        Place place; //!< the innermost object of the path that is there
        qsizetype member = -1; //!< in it; -1 = the key is missing
        qsizetype step = 0; //!< of the path: which key that is
    };

    Result<void> blankComments();
    void blankLastCommas();
    Result<Found> find(const Path &path) const;
    Place placeOf(const JsonView &object) const;
    Range rangeOf(const JsonView &view) const;
    qsizetype behindBlanks(qsizetype at) const;
    qsizetype commaAfter(qsizetype at) const;
    qsizetype endOfRemarks(qsizetype at) const;
    QByteArray indentOf(qsizetype at) const;
    bool beginsLine(qsizetype at) const;
    JsonLayout layout() const;
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
