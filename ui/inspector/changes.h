// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/tap/taprecord.h"

#include <QCoreApplication>
#include <QList>

namespace Signalbox {

/** A part of a text: where it begins and how many characters it has. */
struct TextPart
{
    qsizetype from = 0;
    qsizetype size = 0;
};

/** What the gateway made of a message between its two sides. */
class Changes
{
    Q_DECLARE_TR_FUNCTIONS(Signalbox::Changes)

public:
    struct Marked
    {
        QList<TextPart> before;
        QList<TextPart> after;
    };
    /** What differs, line by line: for text that is laid out. */
    static Marked ofLines(const QString &before, const QString &after);
    /** What differs, word by word of JSON: for bytes as they passed. */
    static Marked ofWords(const QString &before, const QString &after);

    /** In a sentence: "Changed: id 7 → 12, name files__read → read." `before` came to the gateway, `after` left it. */
    static QString inWords(const TapRecord &before, const TapRecord &after);
};

} // namespace Signalbox
