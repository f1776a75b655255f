// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QHash>
#include <QString>

namespace Signalbox {

/**
 * Remembers in the state folder which plugin is being loaded. One that took the process down while it was loaded is
 * still noted at the next start and not tried again until its file changes or a person strikes it out.
 */
class Quarantine
{
public:
    /** An empty folder remembers nothing. */
    explicit Quarantine(const QString &stateFolder);

    /** Why that file is not to be loaded; empty if it may be. */
    QString problem(const QString &file) const;
    void loading(const QString &file) const;
    void loaded() const;

private:
    QString listFile() const;
    QString sentinelFile() const;
    void read();
    void write() const;

    QString m_folder;
    QHash<QString, QString> m_stamps; //!< file -> its size and time when it crashed
};

} // namespace Signalbox
