// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/result.h"

#include <QCoreApplication>
#include <QJsonObject>
#include <QStringList>

namespace Signalbox {

/** A server as other people write it down: a command line, an address, or JSON out of a README. */
class ServerPaste
{
    Q_DECLARE_TR_FUNCTIONS(Signalbox::ServerPaste)

public:
    QString name; //!< empty if the text does not tell
    QJsonObject settings; //!< as in mcpServers

    static Result<ServerPaste> read(const QString &text);

private:
    static Result<ServerPaste> fromJson(const QString &text);
    static Result<ServerPaste> fromWords(QStringList words);
    static QString nameFrom(const QJsonObject &settings);
};

/** A command line as a shell reads it: quotes and backslashes, nothing else. Fails on an open quote. */
Result<QStringList> shellWords(const QString &line);
/** The same backwards: one line that reads as these words. */
QString shellLine(const QStringList &words);

} // namespace Signalbox
