// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "plugins/http/transfer.h"

#include <curl/curl.h>

#include <array>
#include <memory>
#include <optional>

namespace Signalbox {

class CurlSockets;

/** One request as an easy handle of libcurl, or several after one another where the server redirects. */
class CurlTransfer : public Transfer
{
    Q_OBJECT

public:
    CurlTransfer(std::shared_ptr<CurlSockets> sockets, TransferRequest request);
    ~CurlTransfer() override;

    void setPaused(bool paused) override;

private:
    friend class CurlSockets;
    /** libcurl has nothing more to do for it. */
    void onDone(CURLcode code);
    /** From the event loop: everything that was collected. May be destroyed inside. */
    void tell();

    static size_t readBody(char *buffer, size_t size, size_t count, void *self);
    static size_t takeHead(char *bytes, size_t size, size_t count, void *self);
    static size_t takeData(char *bytes, size_t size, size_t count, void *self);
    static int refuseToRewind(void *, curl_off_t, int);

    void begin();
    void release();
    void setOptions();
    bool takeHeadLine(QByteArrayView line);
    QString longHead() const;
    void finishHead();
    bool isRedirect() const;
    /** Goes on at the address the answer names; the end if that may not be. */
    std::optional<TransferEnd> redirected();
    void end(TransferEnd::Kind kind, const QString &sentence);
    void wantToSpeak();

    std::shared_ptr<CurlSockets> m_sockets;
    TransferRequest m_request;
    CURL *m_easy = nullptr;
    curl_slist *m_headerLines = nullptr;
    std::array<char, CURL_ERROR_SIZE> m_detail{};
    qsizetype m_handedOut = 0; //!< bytes of the body that libcurl took
    qsizetype m_skipped = 0; //!< bytes of the page beside a redirect
    int m_status = 0;
    HeaderList m_headers; //!< of the answer
    qsizetype m_headBytes = 0;
    bool m_isHeadOver = false;
    bool m_isHeadTold = false;
    QByteArray m_data; //!< read and not told yet
    std::optional<TransferEnd> m_end;
    QString m_refusal; //!< why we stopped reading
    int m_redirects = 0;
    bool m_isPaused = false; //!< by whoever listens
    bool m_isHeld = false; //!< libcurl holds back what we did not take
    bool m_speaks = false;
    bool m_isEnded = false;
};

} // namespace Signalbox
