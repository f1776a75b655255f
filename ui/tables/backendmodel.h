// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/tables/numberedrows.h"

namespace Signalbox {

/** The MCP servers behind the gateway. */
class BackendModel : public NumberedRows<BackendFact>
{
    Q_DECLARE_TR_FUNCTIONS(Signalbox::BackendModel)

public:
    explicit BackendModel(QObject *parent = nullptr);

    static Mark mark(BackendFact::State state);
};

} // namespace Signalbox
