// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/tap/tapfilter.h"

#include <QLatin1StringView>

#include <algorithm>

namespace Signalbox {

namespace {

/** Letters of ASCII without case, all others as they are: no message is decoded for a search. */
bool hasPart(const QByteArray &bytes, const QByteArray &part)
{
    return QLatin1StringView(bytes).contains(QLatin1StringView(part), Qt::CaseInsensitive);
}

bool isSameId(const QByteArray &id, const QByteArray &wanted)
{
    return id == wanted || (id.size() == wanted.size() + 2 && id.startsWith('"') && id.sliced(1).startsWith(wanted));
}

} // namespace

bool TapFilter::accepts(const TapRecord &record) const
{
    if (call && record.call != call)
        return false;
    if (client && record.client != client)
        return false;
    if (!backend.isEmpty() && record.backend != backend)
        return false;
    if (!method.isEmpty() && record.method != method)
        return false;
    if (!id.isEmpty() && !isSameId(record.id, id))
        return false;
    if (errorsOnly && !record.isFailure())
        return false;
    const auto hasText = [this](const QByteArray &bytes) { return hasPart(bytes, text); };
    return text.isEmpty()
        || std::ranges::any_of(std::initializer_list<QByteArray>{record.method, record.id, record.who, record.backend, record.bytes}, hasText);
}

} // namespace Signalbox
