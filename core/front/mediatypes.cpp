// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/front/mediatypes.h"

namespace Signalbox {

namespace {

QByteArrayView beforeAny(QByteArrayView text, char separator)
{
    const qsizetype at = text.indexOf(separator);
    return (at < 0 ? text : text.first(at)).trimmed();
}

bool isSameType(QByteArrayView left, QByteArrayView right)
{
    return left.size() == right.size() && left.compare(right, Qt::CaseInsensitive) == 0;
}

/** How precisely a range names the type: 3 exactly, 2 by "type/" and a star, 1 by two stars, 0 not at all. */
int precision(QByteArrayView range, QByteArrayView mediaType)
{
    if (isSameType(range, mediaType))
        return 3;
    if (range == "*/*")
        return 1;
    const qsizetype slash = mediaType.indexOf('/');
    const bool star = range.size() == slash + 2 && range.endsWith("/*");
    return star && isSameType(range.first(slash), mediaType.first(slash)) ? 2 : 0;
}

/** Whether the parameters of a range hold a weight of zero: q=0, q=0.0 and so on. */
bool weighsNothing(QByteArrayView parameters)
{
    while (!parameters.isEmpty()) {
        const qsizetype end = parameters.indexOf(';');
        const QByteArrayView parameter = (end < 0 ? parameters : parameters.first(end)).trimmed();
        parameters = end < 0 ? QByteArrayView() : parameters.sliced(end + 1);
        if (parameter.size() < 2 || !isSameType(parameter.first(2), "q="))
            continue;
        bool ok = false;
        const double weight = parameter.sliced(2).toByteArray().toDouble(&ok);
        return ok && weight <= 0;
    }
    return false;
}

} // namespace

bool isMediaType(QByteArrayView contentType, QByteArrayView wanted)
{
    return isSameType(beforeAny(contentType, ';'), wanted);
}

bool accepts(const HeaderList &headers, QByteArrayView mediaType, bool otherwise)
{
    int best = 0;
    bool allowed = false;
    bool said = false;
    for (const Header &header : headers) {
        if (!isSameType(header.first, "Accept"))
            continue;
        said = true;
        QByteArrayView rest = header.second;
        while (!rest.isEmpty()) {
            const qsizetype comma = rest.indexOf(',');
            const QByteArrayView range = comma < 0 ? rest : rest.first(comma);
            rest = comma < 0 ? QByteArrayView() : rest.sliced(comma + 1);
            const qsizetype semicolon = range.indexOf(';');
            const int fits = precision(beforeAny(range, ';'), mediaType);
            if (fits <= best)
                continue;
            best = fits;
            allowed = semicolon < 0 || !weighsNothing(range.sliced(semicolon + 1));
        }
    }
    return said ? allowed : otherwise;
}

HeaderList streamHeaders(const HeaderList &headers)
{
    HeaderList all = headers;
    all.emplaceBack("Content-Type", "text/event-stream");
    all.emplaceBack("Cache-Control", "no-cache, no-transform");
    all.emplaceBack("X-Accel-Buffering", "no");
    return all;
}

} // namespace Signalbox
