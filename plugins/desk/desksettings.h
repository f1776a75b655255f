// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/result.h"

#include <QJsonObject>

namespace Signalbox {

/** What the person allows the desk to do: `signalbox.settings` of its entry in mcpServers. */
struct DeskSettings
{
    bool notify = true;
    bool open = true;
    bool clipboardRead = false; //!< off until asked for: passwords travel through clipboards
    bool clipboardWrite = true;

    /** `entry` is the whole entry; the error names the key. */
    static Result<DeskSettings> read(const QJsonObject &entry);
};

} // namespace Signalbox
