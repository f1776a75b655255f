// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/wire/jsonview.h"

namespace Signalbox {

/** How the person who keeps a JSON file spaces it, so that what is added looks like the rest. */
struct JsonLayout
{
    enum class Shape { Lines, OneLine, Dense }; //!< `{"a": 1}` on lines of its own, in one, without any blank

    static constexpr qsizetype LongestLine = 100; //!< lists of plain values stay on one line up to here

    Shape shape = Shape::Lines;
    bool hasEdges = false; //!< on one line: `{ "a": 1 }`
    QByteArray newline = "\n";
    QByteArray unit = "  "; //!< one step of indentation
    QByteArray indent; //!< of the line that the value begins on

    JsonLayout deeper() const;
    /** What stands between a key and its value. */
    QByteArray colon() const { return shape == Shape::Dense ? ":" : ": "; }
    /** `value`, which is valid JSON, spaced like that. Lists of plain values stay on one line if it is not too long. */
    QByteArray laidOut(const JsonView &value) const;

private:
    bool fitsLine(const JsonView &list) const;
};

} // namespace Signalbox
