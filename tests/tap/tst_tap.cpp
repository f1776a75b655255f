// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/tap/arrival.h"
#include "core/tap/tap.h"
#include "core/wire/message.h"

#include <QMap>
#include <QTest>
#include <QThread>

#include <atomic>
#include <cstdlib>
#include <new>

using namespace Signalbox;

namespace {
std::atomic<quint64> allocations = 0;
}

void *operator new(std::size_t size)
{
    ++allocations;
    if (void *memory = std::malloc(size))
        return memory;
    std::abort();
}

void operator delete(void *memory) noexcept
{
    std::free(memory);
}

void operator delete(void *memory, std::size_t) noexcept
{
    std::free(memory);
}

namespace {

TapBatch pulled(Tap &tap, quint64 after = 0)
{
    TapBatch batch;
    bool done = false;
    QObject context;
    tap.pull(after, &context, [&](const TapBatch &answer) {
        batch = answer;
        done = true;
    });
    if (!QTest::qWaitFor([&] { return done; }))
        qFatal("no answer to a pull");
    return batch;
}

} // namespace

class TestTap : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void closed_it_allocates_nothing()
    {
        Tap tap;
        const quint64 before = allocations;
        quint64 sum = 0;
        for (int at = 0; at < 1'000; ++at) {
            if (tap.isOpen())
                ++sum;
            const Tap::Scope scope(&tap, 7);
            sum += tap.callNumber("1", 5);
        }
        QCOMPARE(allocations - before, quint64(0));
        QCOMPARE(sum, quint64(500'500));
    }

    void forgets_when_the_last_one_leaves()
    {
        Tap tap;
        tap.watch();
        tap.watch();
        tap.sent({"one", {}, 0}, Message::request("1", "ping"), 0);
        tap.unwatch();
        QCOMPARE(pulled(tap).records.size(), 1);
        tap.unwatch();
        QVERIFY(pulled(tap).records.isEmpty());
    }

    void an_answer_is_timed_and_named_by_its_request()
    {
        Tap tap;
        tap.watch();
        const quint64 call = tap.callNumber("9", 1);
        tap.sent({"one", "v", 3}, Message::request("1", "tools/call"), call);
        tap.received({"one", "v", 3}, Message::result("1", "{}"), call, 0);
        {
            const Tap::Scope scope(&tap, call);
            tap.said({3, "legacy", {}, "me", {}}, Message::result("9", "{}").bytes());
        }
        const QList<TapRecord> records = pulled(tap).records;
        QCOMPARE(records.size(), 3);
        QVERIFY(records.at(1).serverUs >= 0);
        QCOMPARE(records.at(1).method, "tools/call");
        QCOMPARE(records.at(2).method, "tools/call");
        QCOMPARE(records.at(2).call, call);
        QVERIFY(records.at(2).serverUs >= records.at(1).serverUs);
        QVERIFY(records.at(2).gatewayUs > 0);
    }

    void what_is_kept_of_one_message_is_bounded()
    {
        Tap tap;
        tap.watch();
        const QByteArray big = "{\"x\":\"" + QByteArray(2 * Tap::mostBytes, 'x') + "\"}";
        tap.sent({"one", {}, 0}, Message::request("1", "tools/call", big), 0);
        const TapRecord record = pulled(tap).records.constFirst();
        QVERIFY(record.isCut);
        QVERIFY(record.bytes.size() <= Tap::mostBytes);
        QVERIFY(record.size > 2 * Tap::mostBytes);
    }

    void what_nobody_can_follow_is_counted_and_calls_are_kept_whole()
    {
        Tap tap;
        tap.watch();
        constexpr quint64 passed = 20'000;
        const TapSeat seat{3, "legacy", {}, "me", {}};
        for (quint64 at = 0; at < passed; ++at) {
            const QByteArray id = QByteArray::number(at);
            const Arrival arrival(&tap, HttpRequest(), {}, {Message::request(id, "tools/call")});
            tap.isFrom(seat);
            const quint64 call = tap.callNumber(id, 1);
            tap.sent({"one", {}, 3}, Message::request("1", "tools/call"), call);
            tap.received({"one", {}, 3}, Message::result("1", "{}"), call, 0);
            const Tap::Scope scope(&tap, call);
            tap.said(seat, Message::result(id, "{}").bytes());
        }
        quint64 missed = 0;
        quint64 last = 0;
        QMap<quint64, int> messagesOf;
        for (TapBatch batch = pulled(tap); !batch.records.isEmpty(); batch = pulled(tap, last)) {
            missed += batch.missed;
            last = batch.records.constLast().serial;
            for (const TapRecord &record : std::as_const(batch.records))
                ++messagesOf[record.call];
        }
        QVERIFY(messagesOf.size() > 500);
        QVERIFY2(messagesOf.size() < qsizetype(passed / 2), qPrintable(QString::number(messagesOf.size())));
        messagesOf.remove(messagesOf.firstKey()); // the ring may have begun to forget it
        for (const int messages : std::as_const(messagesOf))
            QCOMPARE(messages, 4);
        QVERIFY(missed > 0);
        QVERIFY(last <= passed * 4);
    }

    void is_pulled_from_another_thread()
    {
        QThread core;
        auto *tap = new Tap;
        tap->moveToThread(&core);
        core.start();
        tap->watch();
        QMetaObject::invokeMethod(tap, [tap] {
            for (int at = 0; at < 1'500; ++at)
                tap->sent({"one", {}, 0}, Message::request(QByteArray::number(at), "ping"), 0);
        });
        const TapBatch first = pulled(*tap);
        QCOMPARE(first.records.size(), 1'000);
        QCOMPARE(pulled(*tap, first.records.constLast().serial).records.size(), 500);
        {
            auto gone = std::make_unique<QObject>();
            tap->pull(0, gone.get(), [](const TapBatch &) { QFAIL("its context is gone"); });
        }
        pulled(*tap);
        QMetaObject::invokeMethod(tap, &QObject::deleteLater);
        core.quit();
        QVERIFY(core.wait());
    }
};

QTEST_GUILESS_MAIN(TestTap)
#include "tst_tap.moc"
