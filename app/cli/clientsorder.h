// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/result.h"

#include <QString>
#include <QStringList>

namespace Signalbox {

/** What follows "signalbox clients". */
struct ClientsOrder
{
    QStringList words; //!< what to do, and to whom
    bool json = false;
    bool replace = false;
    bool yes = false; //!< nobody is asked before something is written
    bool help = false;
    QString configFile;
    QString stateFolder;
};

Result<ClientsOrder> parseClientsOrder(const QStringList &arguments);
QString clientsHelp();

} // namespace Signalbox
