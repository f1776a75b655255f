// SPDX-License-Identifier: GPL-3.0-or-later
#include "plugins/http/curltransfer.h"

#include "plugins/http/curlsockets.h"
#include "plugins/http/transferwords.h"

#include <QHostAddress>
#include <QPointer>

#include <algorithm>
#include <cstring>
#include <utility>

namespace Signalbox {

namespace {

constexpr qsizetype longestHead = 64 * 1024;
constexpr qsizetype mostHeaders = 100;
constexpr qsizetype mostUntold = 256 * 1024; //!< bytes collected before libcurl has to wait
constexpr int mostRedirects = 5;
constexpr qsizetype mostSkipped = 64 * 1024; //!< bytes of the page beside a redirect, read to keep the connection
constexpr long connectLimit = 10'000; //!< ms

bool isLoopback(const QString &host)
{
    return host == u"localhost" || host.endsWith(u".localhost") || QHostAddress(host).isLoopback();
}

bool isSameOrigin(const QUrl &one, const QUrl &other)
{
    const auto port = [](const QUrl &url) { return url.port(url.scheme() == u"https" ? 443 : 80); };
    return one.scheme() == other.scheme() && one.host() == other.host() && port(one) == port(other);
}

/** What two readers could take for two headers is none. */
bool isClean(QByteArrayView text)
{
    return std::none_of(text.begin(), text.end(), [](char c) { return c == '\r' || c == '\n' || c == '\0'; });
}

} // namespace

CurlTransfer::CurlTransfer(std::shared_ptr<CurlSockets> sockets, TransferRequest request)
    : m_sockets(std::move(sockets))
    , m_request(std::move(request))
{
    begin();
}

CurlTransfer::~CurlTransfer()
{
    m_sockets->forget(this);
    release();
}

void CurlTransfer::release()
{
    if (m_easy) {
        m_sockets->remove(m_easy);
        curl_easy_cleanup(m_easy);
    }
    curl_slist_free_all(std::exchange(m_headerLines, nullptr));
    m_easy = nullptr;
}

void CurlTransfer::begin()
{
    m_handedOut = m_skipped = 0;
    m_status = 0;
    m_headers.clear();
    m_headBytes = 0;
    m_isHeadOver = m_isHeld = false;
    m_easy = curl_easy_init();
    setOptions();
    m_sockets->add(m_easy);
}

void CurlTransfer::setOptions()
{
    const auto set = [this](CURLoption option, auto value) { curl_easy_setopt(m_easy, option, value); };
    set(CURLOPT_PRIVATE, static_cast<void *>(this));
    set(CURLOPT_URL, m_request.url.toEncoded(QUrl::RemoveFragment).constData());
    set(CURLOPT_PROTOCOLS_STR, "http,https");
    set(CURLOPT_FOLLOWLOCATION, 0L);
    set(CURLOPT_NOSIGNAL, 1L);
    set(CURLOPT_ERRORBUFFER, m_detail.data());
    set(CURLOPT_CONNECTTIMEOUT_MS, connectLimit);
    set(CURLOPT_TCP_KEEPALIVE, 1L);
    // Without it whoever ends a request waits for the name service, and everybody with him.
    set(CURLOPT_QUICK_EXIT, 1L);
    // Nothing else is asked for; what some servers pack nevertheless is unpacked.
    set(CURLOPT_ACCEPT_ENCODING, "identity");
    set(CURLOPT_USERAGENT, "signalbox/" SIGNALBOX_VERSION);
    set(CURLOPT_HEADERFUNCTION, &CurlTransfer::takeHead);
    set(CURLOPT_HEADERDATA, static_cast<void *>(this));
    set(CURLOPT_WRITEFUNCTION, &CurlTransfer::takeData);
    set(CURLOPT_WRITEDATA, static_cast<void *>(this));
    set(CURLOPT_SUPPRESS_CONNECT_HEADERS, 1L);
    // As other programs built on OpenSSL do; without it, the certificates of the system count.
    if (qEnvironmentVariableIsSet("SSL_CERT_FILE"))
        set(CURLOPT_CAINFO, qgetenv("SSL_CERT_FILE").constData());
    if (isLoopback(m_request.url.host()))
        set(CURLOPT_PROXY, "");
    if (m_request.method == "POST") {
        set(CURLOPT_POST, 1L);
        set(CURLOPT_POSTFIELDSIZE_LARGE, curl_off_t(m_request.body.size()));
        set(CURLOPT_READFUNCTION, &CurlTransfer::readBody);
        set(CURLOPT_READDATA, static_cast<void *>(this));
        // A body that cannot be read again cannot be sent again.
        set(CURLOPT_SEEKFUNCTION, &CurlTransfer::refuseToRewind);
    } else {
        set(CURLOPT_HTTPGET, 1L);
        if (m_request.method != "GET")
            set(CURLOPT_CUSTOMREQUEST, m_request.method.constData());
    }
    m_headerLines = curl_slist_append(nullptr, "Expect:");
    for (const auto &[name, value] : std::as_const(m_request.headers)) {
        if (isClean(name) && isClean(value))
            m_headerLines = curl_slist_append(m_headerLines, (value.isEmpty() ? name + ';' : name + ": " + value).constData());
    }
    set(CURLOPT_HTTPHEADER, m_headerLines);
}

size_t CurlTransfer::readBody(char *buffer, size_t size, size_t count, void *self)
{
    auto *transfer = static_cast<CurlTransfer *>(self);
    const QByteArray &body = transfer->m_request.body;
    const qsizetype length = std::min(qsizetype(size * count), body.size() - transfer->m_handedOut);
    std::memcpy(buffer, body.constData() + transfer->m_handedOut, size_t(length));
    transfer->m_handedOut += length;
    return size_t(length);
}

int CurlTransfer::refuseToRewind(void *, curl_off_t, int)
{
    return CURL_SEEKFUNC_FAIL;
}

size_t CurlTransfer::takeHead(char *bytes, size_t size, size_t count, void *self)
{
    const auto length = qsizetype(size * count);
    return static_cast<CurlTransfer *>(self)->takeHeadLine(QByteArrayView(bytes, length)) ? size_t(length) : 0;
}

QString CurlTransfer::longHead() const
{
    return QStringLiteral("%1 answered with a head of more than %2 bytes or %3 fields")
        .arg(originOf(m_request.url)).arg(longestHead).arg(mostHeaders);
}

bool CurlTransfer::takeHeadLine(QByteArrayView line)
{
    m_headBytes += line.size();
    if (m_headBytes > longestHead || m_headers.size() >= mostHeaders) {
        m_refusal = longHead();
        return false;
    }
    if (m_isHeadOver)
        return true; // trailers
    line = line.trimmed();
    if (line.isEmpty()) {
        finishHead();
        return true;
    }
    const qsizetype colon = line.indexOf(':');
    if (line.startsWith("HTTP/"))
        m_headers.clear(); // those of an interim answer are nobody's business
    else if (colon > 0)
        m_headers.emplaceBack(line.first(colon).trimmed().toByteArray(), line.sliced(colon + 1).trimmed().toByteArray());
    return true;
}

void CurlTransfer::finishHead()
{
    long status = 0;
    curl_easy_getinfo(m_easy, CURLINFO_RESPONSE_CODE, &status);
    if (status < 200)
        return;
    m_status = int(status);
    m_isHeadOver = true;
    if (!isRedirect())
        wantToSpeak();
}

bool CurlTransfer::isRedirect() const
{
    const bool moved = m_status == 301 || m_status == 302 || m_status == 303 || m_status == 307 || m_status == 308;
    return moved && !headerValue(m_headers, "Location").isNull();
}

size_t CurlTransfer::takeData(char *bytes, size_t size, size_t count, void *self)
{
    auto *transfer = static_cast<CurlTransfer *>(self);
    const auto length = qsizetype(size * count);
    if (transfer->isRedirect()) {
        transfer->m_skipped += length;
        return transfer->m_skipped > mostSkipped ? 0 : size_t(length);
    }
    if (transfer->m_data.size() >= mostUntold) {
        transfer->m_isHeld = true;
        return CURL_WRITEFUNC_PAUSE;
    }
    transfer->m_data.append(bytes, length);
    transfer->wantToSpeak();
    return size_t(length);
}

void CurlTransfer::onDone(CURLcode code)
{
    if (!m_refusal.isEmpty())
        return end(TransferEnd::Cut, m_refusal);
    if (isRedirect()) { // its head says it all, however its page ended
        if (const auto stop = redirected())
            end(stop->kind, stop->sentence);
        return;
    }
    // libcurl is content with a connection that closes in the middle of a head.
    if (code == CURLE_OK && !m_isHeadOver)
        code = CURLE_PARTIAL_FILE;
    if (code == CURLE_OK)
        return end(TransferEnd::Complete, {});
    // This is how libcurl says that one line of a head is longer than it takes.
    if (code == CURLE_OUT_OF_MEMORY && !m_isHeadOver)
        return end(TransferEnd::Cut, longHead());
    curl_off_t connected = 0;
    curl_easy_getinfo(m_easy, CURLINFO_PRETRANSFER_TIME_T, &connected);
    const bool untouched = m_status == 0 && (m_request.body.isEmpty() ? connected == 0 : m_handedOut == 0);
    end(untouched ? TransferEnd::NotSent : TransferEnd::Cut,
        transferSentence(code, m_request.url, QByteArray(m_detail.data())));
}

std::optional<TransferEnd> CurlTransfer::redirected()
{
    const QByteArray location = headerValue(m_headers, "Location");
    QUrl target = m_request.url.resolved(QUrl::fromEncoded(location, QUrl::StrictMode));
    const QString here = originOf(m_request.url);
    if (!target.isValid() || target.host().isEmpty())
        return TransferEnd{TransferEnd::Refused, QStringLiteral("%1 redirects to something that is no address").arg(here)};
    if (!isSameOrigin(target, m_request.url)) {
        return TransferEnd{TransferEnd::Refused,
                           QStringLiteral("%1 redirects to %2; nothing is sent there: if that is right, set \"url\" to it")
                               .arg(here, originOf(target))};
    }
    const bool keepsMethod = m_status == 307 || m_status == 308 || m_request.method == "GET";
    if (!keepsMethod) {
        return TransferEnd{TransferEnd::Refused,
                           QStringLiteral("%1 redirects a message with status %2, which would lose it: set \"url\" to %3")
                               .arg(here).arg(m_status).arg(target.toString(QUrl::RemoveUserInfo | QUrl::RemoveQuery))};
    }
    if (++m_redirects > mostRedirects)
        return TransferEnd{TransferEnd::Refused, QStringLiteral("%1 redirects in a circle").arg(here)};
    target.setUserInfo(m_request.url.userInfo(QUrl::FullyEncoded));
    release();
    m_request.url = target;
    begin();
    return {};
}

void CurlTransfer::end(TransferEnd::Kind kind, const QString &sentence)
{
    m_end = TransferEnd{kind, sentence};
    wantToSpeak();
}

void CurlTransfer::wantToSpeak()
{
    if (!m_isPaused && !std::exchange(m_speaks, true))
        m_sockets->speakFor(this);
}

void CurlTransfer::tell()
{
    m_speaks = false;
    // Whoever listens may destroy this, and reads what it was told after that.
    const QPointer<CurlTransfer> alive(this);
    if (m_isHeadOver && !isRedirect() && !m_isPaused && !std::exchange(m_isHeadTold, true))
        Q_EMIT headArrived(m_status, HeaderList(m_headers));
    if (alive && !m_isPaused && !m_data.isEmpty())
        Q_EMIT dataArrived(std::exchange(m_data, {}));
    if (!alive || m_isPaused)
        return;
    if (std::exchange(m_isHeld, false))
        curl_easy_pause(m_easy, CURLPAUSE_CONT);
    if (!alive || !m_end || !m_data.isEmpty() || std::exchange(m_isEnded, true))
        return;
    Q_EMIT ended(TransferEnd(*m_end));
}

void CurlTransfer::setPaused(bool paused)
{
    m_isPaused = paused;
    if (!paused)
        wantToSpeak();
}

} // namespace Signalbox
