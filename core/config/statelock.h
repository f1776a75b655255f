// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/config/privatefiles.h"
#include "core/config/statefolder.h"

namespace Signalbox {

/** Why a state folder could not be locked. */
struct LockFault
{
    QString sentence;
    bool held = false; //!< another process has it
    qint64 pid = 0; //!< that process; 0 = it did not say
    QString controlSocket = {}; //!< where it can be asked
};

/**
 * The right to use a state folder, for as long as this object lives. The kernel takes it back when the process ends in
 * whatever way, so no lock is ever stale.
 */
class StateLock
{
public:
    static Result<StateLock, LockFault> take(const StateFolder &folder);

private:
    explicit StateLock(Descriptor file)
        : m_file(std::move(file))
    {
    }
    Descriptor m_file;
};

} // namespace Signalbox
