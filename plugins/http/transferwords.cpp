// SPDX-License-Identifier: GPL-3.0-or-later
#include "plugins/http/transferwords.h"

#include <algorithm>

namespace Signalbox {

namespace {

struct Words
{
    CURLcode code;
    const char *sentence; //!< %1 = the address, %2 = libcurl's own text
};

constexpr Words words[] = {
    {CURLE_COULDNT_RESOLVE_HOST, "the name in %1 cannot be found: check the url and the network"},
    {CURLE_COULDNT_RESOLVE_PROXY, "the name of the proxy for %1 cannot be found: check the proxy variables of the environment"},
    {CURLE_COULDNT_CONNECT, "%1 does not accept connections: is the server running there? (%2)"},
    {CURLE_PROXY, "the proxy did not let us through to %1 (%2)"},
    {CURLE_OPERATION_TIMEDOUT, "%1 did not answer in time (%2)"},
    {CURLE_PEER_FAILED_VERIFICATION, "the certificate of %1 cannot be trusted (%2)"},
    {CURLE_SSL_CACERT_BADFILE, "the certificates of the system cannot be read (%2)"},
    {CURLE_SSL_CONNECT_ERROR, "no secure connection to %1 (%2): does it really speak https?"},
    {CURLE_GOT_NOTHING, "%1 closed the connection without an answer"},
    {CURLE_PARTIAL_FILE, "%1 closed the connection in the middle of its answer"},
    {CURLE_RECV_ERROR, "the connection to %1 broke (%2)"},
    {CURLE_SEND_ERROR, "the connection to %1 broke while sending (%2)"},
    {CURLE_SEND_FAIL_REWIND, "%1 closed the connection without an answer"},
    {CURLE_WEIRD_SERVER_REPLY, "%1 answered something that is not HTTP"},
    {CURLE_UNSUPPORTED_PROTOCOL, "%1 answered something that is not HTTP"},
};

} // namespace

QString originOf(const QUrl &url)
{
    QUrl origin;
    origin.setScheme(url.scheme());
    origin.setHost(url.host());
    origin.setPort(url.port());
    return origin.toString();
}

QString transferSentence(CURLcode code, const QUrl &url, const QByteArray &detail)
{
    const auto known = std::find_if(std::begin(words), std::end(words), [code](const Words &row) { return row.code == code; });
    const QString form = known == std::end(words) ? QStringLiteral("the request to %1 failed (%2)") : QString::fromUtf8(known->sentence);
    const QString own = detail.isEmpty() ? QString::fromUtf8(curl_easy_strerror(code)) : QString::fromUtf8(detail.left(300)).simplified();
    return form.contains(QLatin1String("%2")) ? form.arg(originOf(url), own) : form.arg(originOf(url));
}

} // namespace Signalbox
