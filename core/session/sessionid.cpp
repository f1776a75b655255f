// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/session/sessionid.h"

#include <QRandomGenerator>

#include <array>

namespace Signalbox {

QByteArray newSessionId()
{
    std::array<quint32, 6> random;
    QRandomGenerator::system()->fillRange(random.data(), random.size());
    const QByteArray bytes(reinterpret_cast<const char *>(random.data()), sizeof(random));
    return "gw-" + bytes.toBase64(QByteArray::Base64UrlEncoding | QByteArray::OmitTrailingEquals);
}

} // namespace Signalbox
