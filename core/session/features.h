// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QByteArrayView>
#include <QList>

namespace Signalbox {

/** What the version agreed on at a handshake brings with it. Nobody behind the door compares versions. */
struct Features
{
    const char *version;
    bool batches; //!< POST may carry an array
    bool priming; //!< clients understand an event that has an id and no data
    bool titles; //!< serverInfo has a title beside its name
};

/** Those of a version that has a handshake; null for any other. */
const Features *featuresOf(QByteArrayView version);
/** What to offer to a client that asks for a version we do not know. */
const Features *newestFeatures();
/** Newest first. */
const QList<QByteArray> &handshakeVersions();
/** Those without handshake that we speak, newest first. */
const QList<QByteArray> &statelessVersions();
/** Whether this names a version without handshake: a date, 2026-07-28 or later. */
bool isStatelessVersion(QByteArrayView version);

} // namespace Signalbox
