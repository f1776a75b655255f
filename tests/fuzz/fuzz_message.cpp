// SPDX-License-Identifier: GPL-3.0-or-later
// Any bytes at all: we and simdjson must agree on them, and whatever is a message must survive every splice.
#include "tests/wire/judge.h"

#include <cstdio>
#include <cstdlib>

extern "C" int LLVMFuzzerTestOneInput(const unsigned char *data, size_t size)
{
    using namespace Signalbox;
    // Bytes of our own, exactly as long: a read past the end is seen.
    const QByteArrayView text(reinterpret_cast<const char *>(data), qsizetype(size));
    if (const QByteArray trouble = disagreement(text); !trouble.isEmpty()) {
        std::fprintf(stderr, "%s\n", trouble.constData());
        std::abort();
    }
    // A view trusts its bytes, yet must stay inside them whatever they are.
    qsizetype seen = 0;
    for (const JsonView value : JsonView(text))
        seen += value.string().size() + value.count() + value["a"].raw().size();
    const QByteArray quoted = jsonString(text);
    if (!JsonView::parse(quoted).isString() || seen < 0)
        std::abort();
    const auto batch = Message::split(text.toByteArray());
    return batch.ok() && batch->isEmpty() ? -1 : 0;
}
