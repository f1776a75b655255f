// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QString>
#include <QUrl>

#include <curl/curl.h>

namespace Signalbox {

/** "scheme://host:port" of an address, without anything secret. */
QString originOf(const QUrl &url);

/** What went wrong with a request to that address and what a person can do; `detail` is libcurl's own text. */
QString transferSentence(CURLcode code, const QUrl &url, const QByteArray &detail);

} // namespace Signalbox
