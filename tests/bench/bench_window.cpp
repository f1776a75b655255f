// SPDX-License-Identifier: GPL-3.0-or-later
// How long the window keeps its thread busy at a time, while another thread tells it more than a person can follow:
//     QT_QPA_PLATFORM=offscreen bench_window [SECONDS PER VIEW] [SESSIONS] [NOTICES PER SECOND]
#include "core/bus/bus.h"
#include "tests/ui/facts.h"
#include "ui/board.h"
#include "ui/commands.h"
#include "ui/window.h"

#include <QApplication>
#include <QElapsedTimer>
#include <QFile>
#include <QThread>
#include <QTimer>

#include <algorithm>
#include <cstdio>
#include <vector>

#include <time.h>

using namespace Signalbox;

namespace {

constexpr int pulse = 10; //!< ms between two turns of the feeder

struct Load
{
    int sessions = 1'000;
    int notices = 5'000; //!< per second
};

/** The gateway's side: lives in a thread of its own and tells facts as fast as the gateway may. */
class Feeder : public QObject
{
public:
    Feeder(Bus *bus, Load load)
        : m_bus(bus)
        , m_load(load)
        , m_timer(this)
    {
        m_timer.setInterval(pulse);
        connect(&m_timer, &QTimer::timeout, this, &Feeder::feed);
    }

    void begin()
    {
        m_timer.start();
        m_clock.start();
    }
    void end() { m_timer.stop(); }

private:
    void feed()
    {
        ++m_turn;
        // Each session and its stream change as often as the gateway tells it: ten times a second.
        const int slice = m_load.sessions * pulse / 100;
        for (int at = 0; at < slice; ++at)
            tellSession(static_cast<quint64>(m_next++ % m_load.sessions) + 1);
        const qint64 due = m_clock.elapsed() * m_load.notices / 1'000;
        while (m_notices < due)
            tellNotice();
        if (m_turn % 10 == 0) {
            for (quint64 number = 1; number <= 20; ++number)
                tellBackend(20'000 + number);
        }
        if (m_turn % 25 == 0)
            tellCalls();
        if (m_turn % 100 == 0)
            tellTraffic();
    }

    void tellSession(quint64 number)
    {
        SessionFact session = sessionFact(number, QStringLiteral("client-%1").arg(number % 37));
        session.streams = 1;
        session.callsOpen = m_turn % 3 == 0 ? 1 : 0;
        session.calls = session.eventsSent = static_cast<quint64>(m_turn);
        session.bytesSent = session.calls * 1'000;
        Q_EMIT m_bus->sessionChanged(session);
        StreamFact stream;
        stream.number = number + 10'000;
        stream.session = number;
        stream.kind = QStringLiteral("session");
        stream.delivered = static_cast<quint64>(m_turn);
        stream.lastEventId = "7-1-" + QByteArray::number(m_turn);
        Q_EMIT m_bus->streamChanged(stream);
    }

    void tellNotice()
    {
        ++m_notices;
        NoticeFact notice = noticeFact(static_cast<quint64>(m_notices),
                                       "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/message\",\"params\":{\"level\":\"info\","
                                       "\"data\":{\"query\":\"select 1\",\"rows\":"
                                           + QByteArray::number(m_notices) + "}}}");
        notice.source = QStringLiteral("server-%1").arg(m_notices % 20);
        notice.level = m_notices % 50 == 0 ? QStringLiteral("error") : QStringLiteral("info");
        notice.receivers = 3;
        Q_EMIT m_bus->noticed(notice);
    }

    void tellBackend(quint64 number)
    {
        BackendFact backend = backendFact(number, QStringLiteral("server-%1").arg(number - 20'000));
        backend.calls = static_cast<quint64>(m_turn);
        backend.callsOpen = 2;
        for (int at = 0; at < 3; ++at)
            backend.processes.append({static_cast<qint64>(number) * 10 + at, QStringLiteral("node"), at,
                                      60'000'000 + m_turn * 1'000, backend.since});
        Q_EMIT m_bus->backendChanged(backend);
    }

    void tellCalls()
    {
        QList<CallFact> calls;
        for (int at = 0; at < 200; ++at) {
            CallFact call;
            call.number = static_cast<quint64>(at % 2 == 0 ? at : m_turn * 1'000 + at) + 1;
            call.client = QStringLiteral("client-%1").arg(at);
            call.backend = QStringLiteral("server-1");
            call.method = QStringLiteral("tools/call");
            call.name = QStringLiteral("search");
            call.since = QDateTime::currentDateTimeUtc();
            calls.append(call);
        }
        Q_EMIT m_bus->callsChanged(calls);
    }

    void tellTraffic()
    {
        TrafficFact traffic;
        traffic.calls = traffic.takenCalls = traffic.addedCalls = static_cast<quint64>(m_turn) * 100;
        traffic.takenUs = traffic.calls * 4'000;
        traffic.addedUs = traffic.calls * 90;
        traffic.eventsSent = static_cast<quint64>(m_notices);
        Q_EMIT m_bus->trafficChanged(traffic);
    }

    Bus *m_bus;
    Load m_load;
    QTimer m_timer;
    QElapsedTimer m_clock;
    qint64 m_turn = 0;
    qint64 m_next = 0;
    qint64 m_notices = 0;
};

/**
 * For how long the thread did not come back to its event loop: how late a timer is that is due every few milliseconds.
 * What other programs on the machine take is in it.
 */
class BlockMeter : public QObject
{
public:
    BlockMeter()
    {
        m_beat.setTimerType(Qt::PreciseTimer);
        m_beat.setInterval(beat);
        connect(&m_beat, &QTimer::timeout, this, [this] {
            m_blocks.push_back(std::max(0.0, double(m_since.nsecsElapsed()) / 1e6 - beat));
            m_since.start();
        });
        m_since.start();
        m_beat.start();
    }

    /** Tells what was measured since the last time. */
    void report(const char *name, double seconds)
    {
        std::sort(m_blocks.begin(), m_blocks.end());
        const double busy = threadSeconds() - m_before;
        const auto at = [this](double share) {
            return m_blocks.empty() ? 0 : m_blocks[std::min(m_blocks.size() - 1, size_t(double(m_blocks.size()) * share))];
        };
        std::printf("%-14s %10.1f %10.1f %10.1f %9.0f %%\n", name, at(0.5), at(0.99), m_blocks.empty() ? 0 : m_blocks.back(),
                    busy / seconds * 100);
        std::fflush(stdout);
        clear();
    }
    void clear()
    {
        m_blocks.clear();
        m_before = threadSeconds();
    }

private:
    static constexpr int beat = 4; //!< ms
    static double threadSeconds()
    {
        timespec time{};
        ::clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
        return double(time.tv_sec) + double(time.tv_nsec) / 1e9;
    }

    QTimer m_beat;
    double m_before = 0; //!< processor time of this thread
    QElapsedTimer m_since;
    std::vector<double> m_blocks; //!< ms
};

double residentMegabytes()
{
    QFile file(QStringLiteral("/proc/self/statm"));
    if (!file.open(QIODevice::ReadOnly))
        return 0;
    return double(file.readAll().split(' ').value(1).toLongLong()) * 4096 / 1e6;
}

struct Stop
{
    Window::View view;
    const char *name;
};

constexpr Stop stops[] = {{Window::Overview, "overview"},
                          {Window::Sessions, "sessions"},
                          {Window::Streams, "streams"},
                          {Window::Notifications, "notifications"},
                          {Window::Backends, "backends"}};

} // namespace

int main(int argc, char **argv)
{
    QApplication application(argc, argv);
    const double seconds = argc > 1 ? std::atof(argv[1]) : 5;
    Load load;
    load.sessions = argc > 2 ? std::atoi(argv[2]) : load.sessions;
    load.notices = argc > 3 ? std::atoi(argv[3]) : load.notices;

    QThread core;
    Bus bus;
    Feeder feeder(&bus, load);
    bus.moveToThread(&core);
    feeder.moveToThread(&core);
    Board board(&bus);
    Commands commands({});
    Window window(&board, &commands, QString());
    window.show();
    core.start();
    QMetaObject::invokeMethod(&feeder, &Feeder::begin, Qt::QueuedConnection);

    std::printf("%d sessions, each and its stream told ten times a second; %d notifications a second\n"
                "ms at a time         median        99 %%    longest       busy\n",
                load.sessions, load.notices);
    BlockMeter meter;
    size_t stop = 0;
    double before = 0;
    QTimer next;
    QObject::connect(&next, &QTimer::timeout, &window, [&] {
        if (stop > 0)
            meter.report(stops[stop - 1].name, seconds);
        else
            before = residentMegabytes();
        if (stop == std::size(stops)) {
            std::printf("rows: %d sessions, %d streams, %d notifications; memory after the first view %.0f MB, at the end %.0f MB\n",
                        board.sessions()->rowCount(), board.streams()->rowCount(), board.notices()->rowCount(), before,
                        residentMegabytes());
            QCoreApplication::quit();
            return;
        }
        window.openView(stops[stop++].view);
        meter.clear();
    });
    next.start(int(seconds * 1'000));
    QApplication::exec();
    QMetaObject::invokeMethod(&feeder, &Feeder::end, Qt::BlockingQueuedConnection);
    board.leave();
    core.quit();
    core.wait();
    return 0;
}
