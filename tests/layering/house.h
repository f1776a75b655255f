// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "tests/layering/sourcetext.h"

#include <QDir>
#include <QList>

/** The project's tree as the rules see it. */
class House
{
public:
    /** Reads every source under the root; a file named in neither a known folder nor the root itself is left out. */
    explicit House(const QDir &root);

    const QList<SourceText> &sources() const { return m_sources; }
    /** "path:line: what is wrong", in the order of the files. */
    QStringList violations() const;

private:
    void readFolder(const QDir &root, const QString &folder);
    void readFile(const QDir &root, const QString &path);

    QList<SourceText> m_sources;
};
