// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

namespace Signalbox {

/**
 * INT and TERM as something that can be waited for, for a subcommand that ends in good order; a second one ends the
 * process as usual. One object in a process.
 */
class Interruption
{
public:
    Interruption();
    Interruption(const Interruption &) = delete;
    Interruption &operator=(const Interruption &) = delete;

    /** Can be read once one came; -1 if the system gives none. */
    int descriptor() const;
    bool came() const;
};

} // namespace Signalbox
