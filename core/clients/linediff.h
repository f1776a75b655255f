// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QList>
#include <QString>

namespace Signalbox {

/** One line of a comparison of two texts. */
struct DiffLine
{
    enum class Kind { Kept, Added, Removed, Gap }; //!< gap: lines that are the same are left out here
    Kind kind = Kind::Kept;
    QString text; //!< without the line end

    QString written() const; //!< with the sign of its kind in front
};

/** What an edit of one place changed, with up to three lines around it. Secrets are covered, see Masks. */
QList<DiffLine> lineDiff(const QByteArray &before, const QByteArray &after);

} // namespace Signalbox
