// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>
#include <QStringList>

/** One source file of the project, cut into what rules look at. */
struct SourceText
{
    QString path; //!< from the project's root, with '/'
    QStringList lines; //!< as they stand in the file
    QStringList code; //!< the same lines with C++ comments blanked out; equal to lines in other languages

    bool isCpp() const;
    bool isScript() const; //!< a source that is run, not compiled
    /** Whether the path is that folder, a file in it, or begins with it, when the prefix ends in no '/'. */
    bool isIn(const QStringList &prefixes) const;

    static SourceText read(const QString &path, const QString &text);
};
