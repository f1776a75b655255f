// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

#include <span>

namespace Signalbox {

/** What somebody probably meant who wrote `word`: the one of `known` that differs in two letters at most; else empty. */
QString nearest(const QString &word, std::span<const char *const> known);

} // namespace Signalbox
