// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/bus/facts.h"

#include <QCoreApplication>

namespace Signalbox {

/** How the user interface says numbers, times and states: in words a person understands. */
class Words
{
    Q_DECLARE_TR_FUNCTIONS(Signalbox::Words)

public:
    static QString count(quint64 number); //!< groups of three, narrow separators
    static QString known(int number); //!< negative = not known yet
    static QString bytes(quint64 number);
    static QString milliseconds(double number);
    static QString age(const QDateTime &then, const QDateTime &now); //!< "3 min"
    static QString moment(const QDateTime &then); //!< exact, local time
    static QString clock(const QDateTime &then); //!< time of day with milliseconds

    static QString front(const QString &front);
    static QString view(const QString &slug);
    static QString state(BackendFact::State state);
    static QString state(const BackendFact &backend);
    static QString state(StreamFact::State state);
    static QString state(const SessionFact &session);
    static QString streamKind(const QString &kind);
    static QString command(const QString &name); //!< what the person wanted, as the head of a sentence

    /** Text from outside on one line: no control or direction characters, bounded. */
    static QString tame(const QString &text, qsizetype limit = 200);
    /** Text from outside as a tool tip: never read as markup. */
    static QString hint(const QString &text);
};

} // namespace Signalbox
