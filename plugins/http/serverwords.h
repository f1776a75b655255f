// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/plugin/backend.h"

#include <QByteArray>
#include <QString>

namespace Signalbox {

/** One answer of a server: its head, and as much of its body as was read. */
struct HttpAnswer
{
    int status = 0;
    HeaderList headers;
    QByteArray body;

    bool isSuccess() const { return status >= 200 && status < 300; }
    /** Lower case, without parameters; empty if the server named none. */
    QByteArray mediaType() const;
    /** -1 if the server did not say. */
    qint64 announcedLength() const;
};

/** "404 Not Found", also where the server sent no phrase. */
QString spokenStatus(int status);

/**
 * What the body of a refusal says, for a person: one line of at most 300 characters. Of JSON the message, of a page the
 * title, of anything else the text. Empty if it says nothing.
 */
QString serverWords(const HttpAnswer &answer);

} // namespace Signalbox
