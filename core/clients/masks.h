// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QJsonObject>
#include <QString>

namespace Signalbox {

/** Covers what looks like a secret before a person's settings are shown. Rather one word too many than one too few. */
class Masks
{
public:
    Masks() = default;

    /** Lines of a settings file, one after the other: variables and headers of servers, the values of keys that sound
     * secret, and texts that look like tokens. */
    QString covered(const QString &line);
    /** An address without its password and the values of its query. */
    static QString coveredUrl(const QString &url);
    /** A server's entry in a few words: what is started or where it is, with the names of its variables and headers. */
    static QString summary(const QJsonObject &entry);

private:
    enum Inside { Nothing, Braces, Section }; //!< of variables or headers, from a line before
    Inside m_inside = Nothing;
};

} // namespace Signalbox
