// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/session/features.h"

#include <array>

namespace Signalbox {

namespace {

constexpr std::array<Features, 4> table{{
    // version       batches priming titles
    {"2025-11-25", false, true, true},
    {"2025-06-18", false, false, true},
    {"2025-03-26", true, false, false},
    {"2024-11-05", false, false, false},
}};

constexpr QByteArrayView firstStateless = "2026-07-28";

bool isDate(QByteArrayView text)
{
    if (text.size() != firstStateless.size())
        return false;
    for (qsizetype i = 0; i < text.size(); ++i) {
        const bool hyphen = i == 4 || i == 7;
        if (hyphen ? text.at(i) != '-' : (text.at(i) < '0' || text.at(i) > '9'))
            return false;
    }
    return true;
}

} // namespace

const Features *featuresOf(QByteArrayView version)
{
    for (const Features &row : table) {
        if (version == row.version)
            return &row;
    }
    return nullptr;
}

const Features *newestFeatures()
{
    return table.data();
}

const QList<QByteArray> &handshakeVersions()
{
    static const QList<QByteArray> versions = [] {
        QList<QByteArray> list;
        for (const Features &row : table)
            list.append(row.version);
        return list;
    }();
    return versions;
}

const QList<QByteArray> &statelessVersions()
{
    static const QList<QByteArray> versions{firstStateless.toByteArray()};
    return versions;
}

bool isStatelessVersion(QByteArrayView version)
{
    return isDate(version) && version.compare(firstStateless) >= 0;
}

} // namespace Signalbox
