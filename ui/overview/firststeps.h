// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/overview/problems.h"

namespace Signalbox {

/** What somebody who is new here does next, as rows like those of problems: give the gateway a server, give it a client. */
class FirstSteps
{
    Q_DECLARE_TR_FUNCTIONS(Signalbox::FirstSteps)

public:
    struct Known
    {
        bool hasServers = true; //!< in the settings; what is there without them is no server of the person
        bool hasMetClient = false; //!< at some time, so that the person knows how
    };
    static QList<Problem> of(const Overview &overview, const Known &known);
};

} // namespace Signalbox
