// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/call/client.h"
#include "core/result.h"
#include "core/session/features.h"
#include "core/wire/message.h"

namespace Signalbox {

struct Greeting;

/** What a client asks for in its initialize request. */
struct Wish
{
    const Features *features = nullptr; //!< of its version, or of the newest if we do not know that
    ClientFeatures can;
    QByteArray capabilities = "{}"; //!< raw
    QByteArray info; //!< raw
};

bool isInitialize(const Message &message);

/** Reads an initialize request; the error is the sentence for its author. */
Result<Wish> readInitialize(const Message &request);

/** The InitializeResult. */
QByteArray initializeResult(const Features &features, const Greeting &greeting);

} // namespace Signalbox
