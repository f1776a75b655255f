// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/wire/message.h"

namespace Signalbox {

/** The messages of a JSON body or of one event: one envelope, or an array of them as servers of 2025-03-26 send. */
struct MessageText
{
    QList<Message> messages;
    QString fault; //!< why something in it is no message; empty if all of it is

    static MessageText read(const QByteArray &bytes, int depthLimit);
};

/** Whether these raw ids are the same, also if a server wrote the same text with other escapes. */
bool isSameId(QByteArrayView left, QByteArrayView right);

} // namespace Signalbox
