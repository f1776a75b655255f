// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/tables/numberedrows.h"

namespace Signalbox {

class SessionModel;

/** The event streams of the sessions. */
class StreamModel : public NumberedRows<StreamFact>
{
    Q_DECLARE_TR_FUNCTIONS(Signalbox::StreamModel)

public:
    /** `sessions` gives the names of the clients and outlives this. */
    explicit StreamModel(const SessionModel *sessions, QObject *parent = nullptr);
};

} // namespace Signalbox
