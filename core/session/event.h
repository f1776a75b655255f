// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/wire/message.h"

#include <QByteArray>
#include <QExplicitlySharedDataPointer>
#include <QSharedData>

namespace Signalbox {

struct Event;
using EventPtr = QExplicitlySharedDataPointer<const Event>;

/** One message as streams say it: made once, shared by every log that keeps it. */
struct Event : QSharedData
{
    enum class Kind : quint8 {
        Plain,
        LogLine, //!< notifications/message: the first to be given up
        News, //!< says that something changed: a later one with the same key makes it superfluous
        Answer //!< a response; `key` is the id it answers
    };
    QByteArray payload; //!< one line of JSON
    QByteArray key;
    Kind kind = Kind::Plain;

    static EventPtr of(const Message &message);
};

} // namespace Signalbox
