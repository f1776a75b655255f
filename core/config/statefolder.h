// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/result.h"

#include <QProcessEnvironment>
#include <QString>

namespace Signalbox {

/**
 * Where one instance of the gateway keeps what must survive it, and where it is asked. Instances are told apart by
 * their settings file and, if the person names one, their state folder.
 */
struct StateFolder
{
    QString path; //!< absolute; `$XDG_STATE_HOME/signalbox/<key>` or what the person named
    QString controlSocket; //!< `$XDG_RUNTIME_DIR/signalbox/<key>.sock`; in the state folder if there is no such place

    QString file(const QString &name) const { return path + u'/' + name; }

    /** Where it would be; touches nothing. */
    static StateFolder locate(const QString &configFile, const QString &chosen, const QProcessEnvironment &environment);
    /** Makes the folders; afterwards they are ours alone. */
    Result<void> make() const;
};

} // namespace Signalbox
