// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <filesystem>

namespace Bench {

/**
 * The server called "first" reads nothing while many calls pile up before it; then one that it already has is
 * cancelled, and it reads again. It has to hear of the cancel before the calls that had waited in the gateway.
 * `inTransit` is how many may have left the gateway before. False if too many came first.
 */
bool cancelOvertakes(std::uint16_t port, const std::filesystem::path &folder, long inTransit);

} // namespace Bench
