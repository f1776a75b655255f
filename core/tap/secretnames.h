// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArrayView>

namespace Signalbox {

/**
 * Whether what goes by that name is a secret: "apiKey", "API_KEY", "x-auth-token", "client_secret", "requestState".
 * Case and the signs between the words do not count. What only sounds like one, as "progressToken", is none.
 */
bool isSecretName(QByteArrayView name);

/** Whether a map of that name holds the environment of a program: every value may be a secret. */
bool isEnvironmentName(QByteArrayView name);

} // namespace Signalbox
