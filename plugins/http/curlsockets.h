// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QHash>
#include <QList>
#include <QObject>
#include <QSocketNotifier>
#include <QTimer>

#include <curl/curl.h>

#include <memory>

namespace Signalbox {

class CurlTransfer;

/**
 * libcurl's multi handle under an event loop: its sockets are watched by notifiers, its clock is a timer. What libcurl
 * tells from inside its own functions is collected and handed out after they have returned, so that whoever hears of
 * it may do anything, also end the last transfer. Always held by a shared_ptr; lives in the thread that made it.
 */
class CurlSockets : public QObject, public std::enable_shared_from_this<CurlSockets>
{
    Q_OBJECT

public:
    explicit CurlSockets(QObject *parent = nullptr);
    ~CurlSockets() override;

    void add(CURL *easy);
    void remove(CURL *easy);
    /** It has something to tell: it is called back from the event loop. */
    void speakFor(CurlTransfer *transfer);
    void forget(CurlTransfer *transfer);

private:
    struct Watch
    {
        QSocketNotifier *reading = nullptr;
        QSocketNotifier *writing = nullptr;
    };
    static int socketChanged(CURL *easy, curl_socket_t socket, int what, void *self, void *);
    static int timeChanged(CURLM *multi, long timeout, void *self);
    void watch(curl_socket_t socket, int what);
    void watchOne(QSocketNotifier *&notifier, bool wanted, curl_socket_t socket, QSocketNotifier::Type type);
    void act(curl_socket_t socket, int what);
    void collectEnds();
    void schedule();
    void tell();

    CURLM *m_multi;
    QHash<curl_socket_t, Watch> m_watches;
    QTimer m_clock;
    QList<CurlTransfer *> m_speakers; //!< null where one has gone
    bool m_isScheduled = false;
};

} // namespace Signalbox
