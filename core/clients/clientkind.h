// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QProcessEnvironment>
#include <QString>

#include <span>

namespace Signalbox {

/** One AI client: where its settings are and how it writes a server down. Checked against each client's own pages. */
struct ClientKind
{
    enum class Base { Home, Config }; //!< what the paths are relative to
    enum class Format { Json, JsonWithComments, Toml };

    const char *id; //!< on the command line
    const char *name;
    Base base;
    const char *folder; //!< there if the client is
    const char *file;
    const char *folderVariable; //!< environment variable that names the folder of `movedFile`; nullptr = none
    const char *movedFile; //!< relative to that folder
    Format format;
    const char *table; //!< key of the object that maps names to servers
    const char *type; //!< "type" of a server behind HTTP; nullptr = the client has no such key
    const char *url; //!< key of the address; nullptr = starts programs only
    const char *headers;
    bool fillsInVariables; //!< takes $ in a value for the beginning of a variable
    const char *afterwards; //!< when the client notices

    QString idText() const { return QLatin1StringView(id); }
    QString nameText() const { return QLatin1StringView(name); }
    QString folderPath(const QProcessEnvironment &environment) const;
    QString filePath(const QProcessEnvironment &environment) const;
};

/** All that are known, in the order they are shown. */
std::span<const ClientKind> clientKinds();
/** Null if there is none of that id. */
const ClientKind *clientKind(const QString &id);

} // namespace Signalbox
