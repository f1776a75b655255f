// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/result.h"

#include <QByteArray>
#include <QString>

namespace Signalbox {

/** Whether the desktop starts this program with the session: an entry in the autostart folder of the user. */
class Autostart
{
public:
    enum class State { Off, On, Different }; //!< different: there is an entry, but not the one that this would write

    /** `arguments` are those that lead to the same settings; `configHome` is where `autostart/` is. */
    Autostart(const QString &configHome, const QString &program, const QStringList &arguments);

    State state() const;
    const QString &file() const { return m_file; }
    const QByteArray &entry() const { return m_entry; } //!< what On means, byte for byte
    /** On writes the entry. Off takes it away; one that differs is left beside it as a copy that no desktop reads. */
    Result<void> set(bool isOn) const;

private:
    QString m_file;
    QByteArray m_entry;
};

} // namespace Signalbox
