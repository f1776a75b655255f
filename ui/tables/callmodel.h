// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/tables/numberedrows.h"

namespace Signalbox {

/** The calls that are open now, as the gateway told them last. */
class CallModel : public NumberedRows<CallFact>
{
    Q_DECLARE_TR_FUNCTIONS(Signalbox::CallModel)

public:
    explicit CallModel(QObject *parent = nullptr);

    /** All there are; whatever else was there has ended. */
    void takeAll(const QList<CallFact> &calls);
};

} // namespace Signalbox
