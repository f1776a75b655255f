// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QByteArrayView>
#include <QList>

#include <utility>

namespace Signalbox {

using Header = std::pair<QByteArray, QByteArray>; //!< name, value; values trimmed of spaces and tabs
using HeaderList = QList<Header>;

/** The value of the first header of that name, compared without case; null if there is none. */
QByteArray headerValue(const HeaderList &headers, QByteArrayView name);
/** How many headers have that name. */
int headerCount(const HeaderList &headers, QByteArrayView name);

/**
 * One complete HTTP request, validated and copied out of the connection: it may be kept.
 * Header names are as sent; the guard has refused control characters, folds, duplicates of Host and Content-Length,
 * and everything that two HTTP readers could understand differently.
 */
struct HttpRequest
{
    QByteArray method; //!< as sent, for example "POST"
    QByteArray path; //!< as sent (percent-encoded), without query
    QByteArray query; //!< as sent, without '?'
    HeaderList headers;
    QByteArray body;
    quint16 localPort = 0;
    quint64 connection = 0; //!< number of the connection, for logs and the tap

    QByteArray header(QByteArrayView name) const { return headerValue(headers, name); }
};

} // namespace Signalbox
