// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/result.h"

#include <QByteArray>
#include <QString>

#include <optional>

#include <sys/types.h>

namespace Signalbox {

/** A file that another program and its person keep, as it was found. Read with care, written only if it is still so. */
class ForeignFile
{
public:
    static constexpr qint64 MaxSize = 16 * 1024 * 1024;

    /** No file is no error. Refused: what is no plain file, is too big, is another person's, or a link to nowhere. */
    static Result<ForeignFile> read(const QString &path);

    bool exists() const { return m_bytes.has_value(); }
    QByteArray bytes() const { return m_bytes.value_or(QByteArray()); }
    const QString &path() const { return m_path; }
    mode_t mode() const { return m_mode; } //!< permissions; those of a new file if there is none

    /** A sentence if the person does not want it written, or it cannot be. */
    Result<void> mayBeWritten() const;
    /**
     * Puts these bytes in its place, whole or not at all and on disk on return, with the same owner and `mode`. Where a
     * link led here, the link stays. Refused if somebody has changed the file since it was read.
     */
    Result<void> replace(const QByteArray &bytes, mode_t mode) const;
    /** Takes it away, under the same condition. */
    Result<void> remove() const;

private:
    bool isUnchanged() const;

    QString m_path; //!< as the person knows it
    QByteArray m_target; //!< where links lead
    std::optional<QByteArray> m_bytes;
    mode_t m_mode = 0600;
    gid_t m_group = gid_t(-1);
};

} // namespace Signalbox
