// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArrayView>

/* What exists in the generation with handshakes; the rest of the house is behind the Router. */
namespace Signalbox::SessionMethods {

enum class Request {
    Initialize,
    Ping,
    Absent, //!< exists only in the other generation
    Forward //!< the Router knows
};
Request request(QByteArrayView method);

enum class Notice { Initialized, Cancelled, Progress, Forward };
Notice notice(QByteArrayView method);

} // namespace Signalbox::SessionMethods
