// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/config/keyfile.h"

#include "core/config/privatefiles.h"

#include <QFile>
#include <QRandomGenerator>

#include <array>

namespace Signalbox {

Result<QByteArray> persistentKey(const StateFolder &folder)
{
    constexpr qsizetype length = 32;
    const QString path = folder.file(QStringLiteral("seal.key"));
    QFile file(path);
    if (file.open(QIODevice::ReadOnly)) {
        const QByteArray kept = file.read(length + 1);
        if (kept.size() == length)
            return kept;
    }
    // What was sealed with another one is refused, and its requests are made again.
    std::array<quint32, length / sizeof(quint32)> random;
    QRandomGenerator::system()->fillRange(random.data(), qsizetype(random.size()));
    const QByteArray fresh(reinterpret_cast<const char *>(random.data()), length);
    if (const auto written = writeDurably(path, fresh); !written)
        return written.error();
    return fresh;
}

} // namespace Signalbox
