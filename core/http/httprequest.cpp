// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/http/httprequest.h"

namespace Signalbox {

QByteArray headerValue(const HeaderList &headers, QByteArrayView name)
{
    for (const Header &header : headers) {
        if (header.first.size() == name.size() && header.first.compare(name, Qt::CaseInsensitive) == 0)
            return header.second;
    }
    return {};
}

int headerCount(const HeaderList &headers, QByteArrayView name)
{
    int count = 0;
    for (const Header &header : headers) {
        if (header.first.size() == name.size() && header.first.compare(name, Qt::CaseInsensitive) == 0)
            ++count;
    }
    return count;
}

} // namespace Signalbox
