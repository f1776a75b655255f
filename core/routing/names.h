// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QByteArrayView>

#include <optional>

namespace Signalbox {

/** Longest public name: what the interfaces of the model vendors take. Bytes. */
inline constexpr qsizetype longestName = 64;

/** `<slug>__<name>`, shortened to 64 bytes where needed: then it ends in `_` and 8 characters of a hash. */
QByteArray publicName(QByteArrayView slug, QByteArrayView name);
/** Always with the hash: for a name that is taken already. */
QByteArray hashedName(QByteArrayView slug, QByteArrayView name);
/** Whether it could have been shortened, so that its end says nothing of the server's own name. */
bool isHashedName(QByteArrayView name);

/** A URI that another backend has as well: `signalbox://<slug>/<uri>`, reversible without a table. */
QByteArray wrappedUri(QByteArrayView slug, QByteArrayView uri);
struct WrappedUri
{
    QByteArray slug;
    QByteArray uri;
};
std::optional<WrappedUri> unwrappedUri(QByteArrayView uri);

} // namespace Signalbox
