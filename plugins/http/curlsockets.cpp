// SPDX-License-Identifier: GPL-3.0-or-later
#include "plugins/http/curlsockets.h"

#include "plugins/http/curltransfer.h"

#include <utility>

namespace Signalbox {

namespace {
/** Connections kept open for the next request. libcurl counts those in use, too: above it every answer costs one. */
constexpr long idleConnections = 512;
} // namespace

CurlSockets::CurlSockets(QObject *parent)
    : QObject(parent)
{
    // Once for the process; later calls only count.
    curl_global_init(CURL_GLOBAL_DEFAULT);
    m_multi = curl_multi_init();
    curl_multi_setopt(m_multi, CURLMOPT_SOCKETFUNCTION, &CurlSockets::socketChanged);
    curl_multi_setopt(m_multi, CURLMOPT_SOCKETDATA, this);
    curl_multi_setopt(m_multi, CURLMOPT_TIMERFUNCTION, &CurlSockets::timeChanged);
    curl_multi_setopt(m_multi, CURLMOPT_TIMERDATA, this);
    curl_multi_setopt(m_multi, CURLMOPT_MAXCONNECTS, idleConnections);
    m_clock.setSingleShot(true);
    m_clock.setTimerType(Qt::PreciseTimer);
    connect(&m_clock, &QTimer::timeout, this, [this] { act(CURL_SOCKET_TIMEOUT, 0); });
}

CurlSockets::~CurlSockets()
{
    curl_multi_cleanup(m_multi);
    const QList<curl_socket_t> sockets = m_watches.keys();
    for (const curl_socket_t socket : sockets)
        watch(socket, CURL_POLL_REMOVE);
}

void CurlSockets::add(CURL *easy)
{
    curl_multi_add_handle(m_multi, easy);
}

void CurlSockets::remove(CURL *easy)
{
    curl_multi_remove_handle(m_multi, easy);
}

int CurlSockets::socketChanged(CURL *, curl_socket_t socket, int what, void *self, void *)
{
    static_cast<CurlSockets *>(self)->watch(socket, what);
    return 0;
}

int CurlSockets::timeChanged(CURLM *, long timeout, void *self)
{
    QTimer &clock = static_cast<CurlSockets *>(self)->m_clock;
    if (timeout < 0)
        clock.stop();
    else
        clock.start(int(std::min<long>(timeout, 3'600'000)));
    return 0;
}

void CurlSockets::watch(curl_socket_t socket, int what)
{
    Watch &row = m_watches[socket];
    watchOne(row.reading, what == CURL_POLL_IN || what == CURL_POLL_INOUT, socket, QSocketNotifier::Read);
    watchOne(row.writing, what == CURL_POLL_OUT || what == CURL_POLL_INOUT, socket, QSocketNotifier::Write);
    if (what == CURL_POLL_REMOVE)
        m_watches.remove(socket);
}

void CurlSockets::watchOne(QSocketNotifier *&notifier, bool wanted, curl_socket_t socket, QSocketNotifier::Type type)
{
    if (!wanted && notifier) {
        // It may be the one that called us; the descriptor it watched is about to be closed.
        notifier->setEnabled(false);
        std::exchange(notifier, nullptr)->deleteLater();
    }
    if (!wanted || notifier)
        return;
    notifier = new QSocketNotifier(socket, type, this);
    const int what = type == QSocketNotifier::Read ? CURL_CSELECT_IN : CURL_CSELECT_OUT;
    connect(notifier, &QSocketNotifier::activated, this, [this, socket, what] { act(socket, what); });
}

void CurlSockets::act(curl_socket_t socket, int what)
{
    const auto self = shared_from_this(); // whoever hears of an end may let go of the last transfer
    int running = 0;
    curl_multi_socket_action(m_multi, socket, what, &running);
    collectEnds();
    tell();
}

void CurlSockets::collectEnds()
{
    int left = 0;
    while (const CURLMsg *message = curl_multi_info_read(m_multi, &left)) {
        if (message->msg != CURLMSG_DONE)
            continue;
        void *transfer = nullptr;
        curl_easy_getinfo(message->easy_handle, CURLINFO_PRIVATE, &transfer);
        static_cast<CurlTransfer *>(transfer)->onDone(message->data.result);
    }
}

void CurlSockets::speakFor(CurlTransfer *transfer)
{
    m_speakers.append(transfer);
    schedule();
}

void CurlSockets::forget(CurlTransfer *transfer)
{
    for (CurlTransfer *&speaker : m_speakers) {
        if (speaker == transfer)
            speaker = nullptr;
    }
}

void CurlSockets::schedule()
{
    if (std::exchange(m_isScheduled, true))
        return;
    QMetaObject::invokeMethod(this, &CurlSockets::tell, Qt::QueuedConnection);
}

void CurlSockets::tell()
{
    const auto self = shared_from_this();
    m_isScheduled = false;
    // Whoever hears of one may end others, and start new ones that speak in the next turn.
    for (qsizetype i = 0, count = m_speakers.size(); i < count; ++i) {
        if (CurlTransfer *transfer = std::exchange(m_speakers[i], nullptr))
            transfer->tell();
    }
    m_speakers.removeAll(nullptr);
    if (!m_speakers.isEmpty())
        schedule();
}

} // namespace Signalbox
