// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/descriptorlimit.h"

#include <sys/resource.h>

namespace Signalbox {

quint64 raiseDescriptorLimit()
{
    rlimit limit = {};
    if (::getrlimit(RLIMIT_NOFILE, &limit) != 0)
        return 0;
    const quint64 before = limit.rlim_cur;
    limit.rlim_cur = limit.rlim_max;
    return ::setrlimit(RLIMIT_NOFILE, &limit) == 0 ? before : 0;
}

} // namespace Signalbox
