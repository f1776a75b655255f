// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/routing/names.h"

#include <QCryptographicHash>

namespace Signalbox {

namespace {

constexpr QByteArrayView separator = "__";
constexpr QByteArrayView wrapper = "signalbox://";
constexpr qsizetype hashLength = 8;

/** At most `size` bytes, never ending inside a character. */
QByteArray shortened(const QByteArray &text, qsizetype size)
{
    if (text.size() <= size)
        return text;
    while (size > 0 && (static_cast<unsigned char>(text.at(size)) & 0xC0) == 0x80)
        --size;
    return text.left(size);
}

} // namespace

QByteArray hashedName(QByteArrayView slug, QByteArrayView name)
{
    QCryptographicHash hash(QCryptographicHash::Sha256);
    hash.addData(slug);
    hash.addData(QByteArrayView("\0", 1));
    hash.addData(name);
    const QByteArray full = slug.toByteArray().append(separator).append(name);
    return shortened(full, longestName - hashLength - 1) + '_' + hash.result().toHex().left(hashLength);
}

QByteArray publicName(QByteArrayView slug, QByteArrayView name)
{
    const QByteArray full = slug.toByteArray().append(separator).append(name);
    return full.size() <= longestName ? full : hashedName(slug, name);
}

bool isHashedName(QByteArrayView name)
{
    if (name.size() <= hashLength || name.at(name.size() - hashLength - 1) != '_')
        return false;
    for (char c : name.last(hashLength)) {
        if (!((c >= '0' && c <= '9') || (c >= 'a' && c <= 'f')))
            return false;
    }
    return true;
}

QByteArray wrappedUri(QByteArrayView slug, QByteArrayView uri)
{
    return wrapper.toByteArray().append(slug).append('/').append(uri);
}

std::optional<WrappedUri> unwrappedUri(QByteArrayView uri)
{
    if (!uri.startsWith(wrapper))
        return {};
    const QByteArrayView rest = uri.sliced(wrapper.size());
    const qsizetype slash = rest.indexOf('/');
    if (slash <= 0)
        return {};
    return WrappedUri{rest.first(slash).toByteArray(), rest.sliced(slash + 1).toByteArray()};
}

} // namespace Signalbox
