// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/config/slug.h"

#include <QSet>

namespace Signalbox {

namespace {

constexpr qsizetype longestSlug = 24;

/** Without "_" at the end, which would run into the "__" in front of a tool's name. */
QByteArray cut(QByteArray slug, qsizetype length)
{
    slug.truncate(length);
    while (slug.endsWith('_'))
        slug.chop(1);
    return slug;
}

QByteArray firstFree(const QByteArray &slug, const QSet<QByteArray> &taken)
{
    QByteArray candidate = slug;
    for (int number = 2; taken.contains(candidate); ++number) {
        const QByteArray tail = '-' + QByteArray::number(number);
        candidate = cut(slug, longestSlug - tail.size()) + tail;
    }
    return candidate;
}

} // namespace

QByteArray slugOf(const QString &name)
{
    QByteArray slug;
    for (const char32_t character : name.toLower().toUcs4()) {
        const bool plain =
            (character >= U'a' && character <= U'z') || (character >= U'0' && character <= U'9') || character == U'_';
        const char mapped = plain ? char(character) : '-';
        if (mapped != '_' || !slug.endsWith('_'))
            slug += mapped;
    }
    slug = cut(slug, longestSlug);
    return slug.isEmpty() ? QByteArrayLiteral("server") : slug;
}

QList<QByteArray> slugsOf(const QStringList &names)
{
    QList<QByteArray> slugs(names.size());
    QSet<QByteArray> taken;
    for (qsizetype i = 0; i < names.size(); ++i) {
        const QByteArray slug = slugOf(names[i]);
        if (slug == names[i].toUtf8() && !taken.contains(slug))
            taken.insert(slugs[i] = slug);
    }
    for (qsizetype i = 0; i < names.size(); ++i) {
        if (slugs[i].isEmpty())
            taken.insert(slugs[i] = firstFree(slugOf(names[i]), taken));
    }
    return slugs;
}

} // namespace Signalbox
