// SPDX-License-Identifier: GPL-3.0-or-later
// Any bytes at all, held against what must be true at the HTTP door; built once for each judge.
#include "tests/fuzz/door/judges.h"

#include <cstdio>
#include <cstdlib>

extern "C" int LLVMFuzzerTestOneInput(const unsigned char *data, size_t size)
{
    using namespace Signalbox;
    const QByteArray trouble = SIGNALBOX_JUDGE(QByteArrayView(reinterpret_cast<const char *>(data), qsizetype(size)));
    if (!trouble.isEmpty()) {
        std::fprintf(stderr, "%s\n", trouble.constData());
        std::abort();
    }
    return 0;
}
