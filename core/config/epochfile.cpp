// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/config/epochfile.h"

#include "core/config/privatefiles.h"

#include <QFile>

#include <algorithm>

namespace Signalbox {

Result<Epoch> raiseEpoch(const StateFolder &folder, qint64 nowMs)
{
    constexpr qint64 longest = 64;
    constexpr quint64 largest = quint64(1) << 62;
    const QString path = folder.file(QStringLiteral("epoch"));
    QFile file(path);
    quint64 last = 0;
    Epoch epoch;
    if (file.exists()) {
        const bool opened = file.open(QIODevice::ReadOnly);
        const QByteArray text = opened ? file.read(longest) : QByteArray();
        bool isNumber = false;
        last = text.endsWith('\n') ? text.trimmed().toULongLong(&isNumber) : 0;
        if (!isNumber || last == 0 || last >= largest) {
            last = 0;
            epoch.trouble =
                QStringLiteral("%1 could not be read; a new count begins with the time of day. Streams from "
                               "before this start cannot be resumed.")
                    .arg(path);
        }
    }
    epoch.number = last > 0 ? last + 1 : quint64(std::max<qint64>(nowMs, 1));
    const auto written = writeDurably(path, QByteArray::number(epoch.number) + '\n');
    if (!written)
        return written.error();
    return epoch;
}

} // namespace Signalbox
