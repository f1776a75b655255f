// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/result.h"

#include <QByteArray>
#include <QJsonObject>
#include <QProcessEnvironment>
#include <QString>
#include <QStringList>

namespace Signalbox {

struct ClientKind;

/** Which gateway is meant: the one of these settings and this state. */
struct Instance
{
    QString settingsFile;
    QString stateFolder;
    QProcessEnvironment environment;
};

/** Where clients come in, and with what: all that goes into their settings. */
struct Door
{
    QString url; //!< of all servers together; empty = not known, because no gateway runs and it takes any free port
    QByteArray token; //!< empty = none is asked for
    QString program; //!< for clients that start one
    QStringList arguments; //!< of the program

    /**
     * From the settings; `runningUrl` is the address of the gateway that runs with them, empty if none does. `program`
     * starts this program; it is led to the same settings and state where they are not the usual ones.
     */
    static Result<Door> of(const Instance &instance, const QString &runningUrl, const QString &program);

    /** What that client writes down to come in here, as JSON on one line. */
    Result<QByteArray> entryFor(const ClientKind &kind) const;
    /** Whether an entry leads here, whoever wrote it. */
    bool isOwn(const QJsonObject &entry) const;
};

/** The address in an entry of any client; empty for a program. */
QString addressIn(const QJsonObject &entry);

} // namespace Signalbox
