// SPDX-License-Identifier: GPL-3.0-or-later
#include "plugins/http/curlclient.h"
#include "plugins/http/transfer.h"

#include <QElapsedTimer>
#include <QTest>

#include <netdb.h>

#include <atomic>
#include <thread>

using namespace Signalbox;

namespace {
constexpr int silence = 4'000; // ms
std::atomic<int> asked = 0;
} // namespace

/** A name service that does not answer, as that of a machine which has just lost its network. */
extern "C" __attribute__((visibility("default"))) int getaddrinfo(const char *, const char *, const addrinfo *,
                                                                  addrinfo **)
{
    ++asked;
    std::this_thread::sleep_for(std::chrono::milliseconds(silence));
    return EAI_AGAIN;
}

/** Looking for a name holds nobody up but those who want to go there. */
class TestSlowNames : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { qputenv("no_proxy", "*"); }

    void letting_go_of_a_request_does_not_wait_for_its_name()
    {
        CurlClient client;
        const QUrl url(QStringLiteral("http://slow.example/"));
        std::unique_ptr<Transfer> transfer = client.start({"GET", url, {}, {}});
        QTRY_COMPARE(asked.load(), 1);
        QElapsedTimer time;
        time.start();
        transfer.reset();
        QVERIFY2(time.elapsed() < silence / 4, qPrintable(QString::number(time.elapsed())));
    }
};

QTEST_GUILESS_MAIN(TestSlowNames)
#include "tst_slownames.moc"
