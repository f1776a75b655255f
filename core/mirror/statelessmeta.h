// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/wire/message.h"

namespace Signalbox {

/** What a stateless request says of itself in `_meta` (2026-07-28: Versioning, Request Metadata); views into it. */
struct StatelessMeta
{
    JsonView version;
    JsonView capabilities;
    JsonView info;
    JsonView logLevel;
    JsonView progressToken;

    /** In one walk. */
    static StatelessMeta of(const Message &message);
};

/** The version that a message names for itself; nothing if it names none. */
JsonView claimedVersion(const Message &message);

} // namespace Signalbox
