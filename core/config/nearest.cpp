// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/config/nearest.h"

#include <algorithm>
#include <numeric>
#include <utility>
#include <vector>

namespace Signalbox {

namespace {

/** How many letters must be changed, added or taken away to make one word of the other. */
int distance(const QString &one, const QString &other)
{
    std::vector<int> row(size_t(other.size()) + 1);
    std::iota(row.begin(), row.end(), 0);
    for (qsizetype i = 0; i < one.size(); ++i) {
        int diagonal = std::exchange(row[0], int(i) + 1);
        for (size_t j = 1; j < row.size(); ++j) {
            const int replaced = diagonal + (one[i] == other[qsizetype(j) - 1] ? 0 : 1);
            diagonal = std::exchange(row[j], std::min({replaced, row[j] + 1, row[j - 1] + 1}));
        }
    }
    return row.back();
}

} // namespace

QString nearest(const QString &word, std::span<const char *const> known)
{
    constexpr int nearEnough = 2;
    constexpr qsizetype longest = 40;
    QString best;
    int bestDistance = nearEnough + 1;
    for (const char *candidate : known) {
        const QString name = QString::fromLatin1(candidate);
        const int letters = word.size() > longest ? bestDistance : distance(word.toLower(), name.toLower());
        if (letters < bestDistance) {
            best = name;
            bestDistance = letters;
        }
    }
    return best;
}

} // namespace Signalbox
