// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/plugins/backendcontract.h"

#include <QTest>

#include <algorithm>

namespace Signalbox {

namespace {
QByteArray numbered(int number)
{
    return "{\"n\":" + QByteArray::number(number) + '}';
}
} // namespace

BackendRecord::BackendRecord(Backend *backend)
    : QObject(backend)
{
    connect(backend, &Backend::opened, this, [this] {
        ++opened;
        story.append(QStringLiteral("opened"));
    });
    connect(backend, &Backend::received, this, [this](const Message &message, const Origin &origin) {
        messages.append(message);
        origins.append(origin);
        story.append(QStringLiteral("received"));
    });
    connect(backend, &Backend::exchangeFailed, this, [this] { story.append(QStringLiteral("exchangeFailed")); });
    connect(backend, &Backend::drained, this, [this] {
        ++drained;
        story.append(QStringLiteral("drained"));
    });
    connect(backend, &Backend::closed, this, [this](const Failure &why) {
        ++closed;
        failure = why;
        story.append(QStringLiteral("closed"));
    });
}

void BackendContract::init()
{
    m_fixture = fixture();
}

std::unique_ptr<Backend> BackendContract::opened(BackendRecord **record)
{
    std::unique_ptr<Backend> backend = m_fixture.answering();
    *record = new BackendRecord(backend.get());
    backend->open();
    (void)QTest::qWaitFor([record] { return (*record)->opened > 0; }, m_fixture.patience);
    return backend;
}

void BackendContract::sendNumbered(Backend *backend, int from, int count)
{
    for (int i = from; i < from + count; ++i)
        backend->send(Message::request(QByteArray::number(i + 1), "echo", numbered(i)), Route{++m_exchange, {}});
}

bool BackendContract::aLifeGoesBy(int answers)
{
    BackendRecord *record = nullptr;
    const std::unique_ptr<Backend> other = opened(&record);
    sendNumbered(other.get(), 0, answers);
    const bool isAnswered =
        QTest::qWaitFor([=] { return record->messages.size() == answers; }, m_fixture.patience);
    other->close();
    return isAnswered && QTest::qWaitFor([record] { return record->closed == 1; }, m_fixture.patience);
}

/** Whether these answer requests 0, 1, 2 …, each once, in that order where the backend keeps one. */
bool BackendContract::areComplete(QList<Message> messages) const
{
    if (!m_fixture.isOrdered)
        std::sort(messages.begin(), messages.end(), [](const Message &left, const Message &right) {
            return left.id().toByteArray().toInt() < right.id().toByteArray().toInt();
        });
    for (qsizetype i = 0; i < messages.size(); ++i) {
        if (messages[i].resultValue().raw() != numbered(int(i)))
            return false;
    }
    return true;
}

void BackendContract::open_is_answered_once_and_never_from_inside()
{
    const std::unique_ptr<Backend> backend = m_fixture.answering();
    const BackendRecord &record = *new BackendRecord(backend.get());
    backend->open();
    QVERIFY(record.story.isEmpty());
    QTRY_COMPARE_WITH_TIMEOUT(record.opened, 1, m_fixture.patience);
    backend->open();
    QVERIFY(aLifeGoesBy());
    QCOMPARE(record.story.size(), 1);
}

void BackendContract::what_cannot_be_opened_is_closed_with_a_sentence()
{
    const std::unique_ptr<Backend> backend = m_fixture.impossible();
    const BackendRecord &record = *new BackendRecord(backend.get());
    backend->open();
    QVERIFY(record.story.isEmpty());
    QTRY_COMPARE_WITH_TIMEOUT(record.closed, 1, m_fixture.patience);
    QCOMPARE(record.story, QStringList{QStringLiteral("closed")});
    QVERIFY(record.failure.kind != Failure::None);
    QVERIFY(!record.failure.sentence.isEmpty());
}

void BackendContract::a_request_is_answered()
{
    BackendRecord *record = nullptr;
    const std::unique_ptr<Backend> backend = opened(&record);
    backend->send(Message::request("\"a\"", "echo", "{\"b\": 1.0 }"), Route{++m_exchange, {}});
    QTRY_COMPARE_WITH_TIMEOUT(record->messages.size(), 1, m_fixture.patience);
    QCOMPARE(record->messages.first().id().toByteArray(), QByteArray("\"a\""));
    QCOMPARE(record->messages.first().resultValue().raw().toByteArray(), QByteArray("{\"b\": 1.0 }"));
}

void BackendContract::takes_messages_before_it_is_open()
{
    const std::unique_ptr<Backend> backend = m_fixture.answering();
    const BackendRecord &record = *new BackendRecord(backend.get());
    sendNumbered(backend.get(), 0, 1);
    backend->open();
    sendNumbered(backend.get(), 1, 1);
    QTRY_COMPARE_WITH_TIMEOUT(record.messages.size(), 2, m_fixture.patience);
    QVERIFY(areComplete(record.messages));
    QCOMPARE(record.story.first(), QStringLiteral("opened"));
}

void BackendContract::takes_messages_whatever_writable_says()
{
    constexpr int count = 100;
    const QByteArray params = "{\"t\":\"" + QByteArray(50'000, 'x') + "\"}";
    BackendRecord *record = nullptr;
    const std::unique_ptr<Backend> backend = opened(&record);
    for (int i = 0; i < count; ++i)
        backend->send(Message::request(QByteArray::number(i + 1), "echo", params), Route{++m_exchange, {}});
    const bool wasFull = !backend->writable();
    QTRY_COMPARE_WITH_TIMEOUT(record->messages.size(), count, m_fixture.patience);
    QTRY_VERIFY(backend->writable());
    QCOMPARE(record->drained, wasFull ? 1 : 0);
}

void BackendContract::ten_thousand_messages_keep_their_order()
{
    constexpr int count = 10'000;
    BackendRecord *record = nullptr;
    const std::unique_ptr<Backend> backend = opened(&record);
    sendNumbered(backend.get(), 0, count);
    QTRY_COMPARE_WITH_TIMEOUT(record->messages.size(), count, m_fixture.patience);
    QVERIFY(areComplete(record->messages));
}

void BackendContract::a_big_message_arrives_intact()
{
    const QByteArray params = "{\"t\":\"" + QByteArray(5 * 1024 * 1024, 'y') + "\",\"end\":true}";
    BackendRecord *record = nullptr;
    const std::unique_ptr<Backend> backend = opened(&record);
    backend->send(Message::request("1", "echo", params), Route{++m_exchange, {}});
    QTRY_COMPARE_WITH_TIMEOUT(record->messages.size(), 1, m_fixture.patience);
    QVERIFY(record->messages.first().resultValue().raw() == params);
}

void BackendContract::a_pause_holds_everything_back_and_loses_nothing()
{
    constexpr int count = 1'000;
    BackendRecord *record = nullptr;
    const std::unique_ptr<Backend> backend = opened(&record);
    connect(backend.get(), &Backend::received, record, [&backend, record] {
        if (record->messages.size() == 10)
            backend->pauseReading(true);
    });
    sendNumbered(backend.get(), 0, count);
    QTRY_VERIFY_WITH_TIMEOUT(record->messages.size() >= 10, m_fixture.patience);
    QVERIFY(aLifeGoesBy(count)); // what is received stops soon, not at once
    const qsizetype before = record->messages.size();
    QVERIFY(before < count);
    QVERIFY(aLifeGoesBy(count));
    QCOMPARE(record->messages.size(), before);
    backend->pauseReading(false);
    QTRY_COMPARE_WITH_TIMEOUT(record->messages.size(), count, m_fixture.patience);
    QVERIFY(areComplete(record->messages));
}

void BackendContract::drop_and_listen_harm_nobody_else()
{
    BackendRecord *record = nullptr;
    const std::unique_ptr<Backend> backend = opened(&record);
    backend->listen({{"X-Test", "1"}});
    backend->drop(987'654'321);
    sendNumbered(backend.get(), 0, 3);
    QTRY_COMPARE_WITH_TIMEOUT(record->messages.size(), 3, m_fixture.patience);
    QVERIFY(areComplete(record->messages));
}

void BackendContract::close_is_answered_once_without_a_failure()
{
    BackendRecord *record = nullptr;
    const std::unique_ptr<Backend> backend = opened(&record);
    backend->close();
    QCOMPARE(record->closed, 0);
    backend->close();
    QTRY_COMPARE_WITH_TIMEOUT(record->closed, 1, m_fixture.patience);
    backend->close();
    QVERIFY(aLifeGoesBy());
    QCOMPARE(record->closed, 1);
    QCOMPARE(record->failure.kind, Failure::None);
    QVERIFY(record->failure.sentence.isEmpty());
}

void BackendContract::close_before_open_is_answered()
{
    const std::unique_ptr<Backend> backend = m_fixture.answering();
    const BackendRecord &record = *new BackendRecord(backend.get());
    backend->close();
    QTRY_COMPARE_WITH_TIMEOUT(record.closed, 1, m_fixture.patience);
    backend->open();
    QVERIFY(aLifeGoesBy());
    QCOMPARE(record.story.size(), 1);
    QCOMPARE(record.failure.kind, Failure::None);
}

void BackendContract::close_while_opening_is_answered()
{
    const std::unique_ptr<Backend> backend = m_fixture.answering();
    const BackendRecord &record = *new BackendRecord(backend.get());
    backend->open();
    backend->close();
    QTRY_COMPARE_WITH_TIMEOUT(record.closed, 1, m_fixture.patience);
    QCOMPARE(record.story.last(), QStringLiteral("closed"));
    QCOMPARE(record.failure.kind, Failure::None);
}

void BackendContract::nothing_is_told_after_closed()
{
    BackendRecord *record = nullptr;
    const std::unique_ptr<Backend> backend = opened(&record);
    sendNumbered(backend.get(), 0, 100);
    backend->close();
    QTRY_COMPARE_WITH_TIMEOUT(record->closed, 1, m_fixture.patience);
    sendNumbered(backend.get(), 100, 1);
    backend->pauseReading(true);
    backend->pauseReading(false);
    backend->drop(1);
    QVERIFY(aLifeGoesBy());
    QCOMPARE(record->story.last(), QStringLiteral("closed"));
    QCOMPARE(record->closed, 1);
}

void BackendContract::may_be_destroyed_while_open()
{
    BackendRecord *record = nullptr;
    std::unique_ptr<Backend> backend = opened(&record);
    sendNumbered(backend.get(), 0, 1'000);
    QElapsedTimer time;
    time.start();
    backend.reset();
    QVERIFY2(time.elapsed() < 1'000, "destroying waits for nobody");
}

void BackendContract::may_be_destroyed_by_whoever_hears_a_message()
{
    BackendRecord *record = nullptr;
    std::unique_ptr<Backend> backend = opened(&record);
    connect(backend.get(), &Backend::received, this, [&backend] { backend.reset(); });
    sendNumbered(backend.get(), 0, 100);
    QTRY_VERIFY_WITH_TIMEOUT(!backend, m_fixture.patience);
}

void BackendContract::death_is_told_once_after_all_that_was_said()
{
    if (!m_fixture.dying)
        QSKIP("this kind of backend cannot break as a whole");
    const std::unique_ptr<Backend> backend = m_fixture.dying();
    const BackendRecord &record = *new BackendRecord(backend.get());
    backend->open();
    sendNumbered(backend.get(), 0, 1);
    QTRY_COMPARE_WITH_TIMEOUT(record.closed, 1, m_fixture.patience);
    QCOMPARE(record.story,
             (QStringList{QStringLiteral("opened"), QStringLiteral("received"), QStringLiteral("closed")}));
    // Whether that is a crash, only the kind of backend knows.
    QVERIFY(record.failure.kind == Failure::Broken || record.failure.kind == Failure::OutcomeUnknown);
    QVERIFY(!record.failure.sentence.isEmpty());
    QVERIFY(aLifeGoesBy());
    QCOMPARE(record.story.size(), 3);
}

void BackendContract::status_can_be_asked_at_any_time()
{
    const std::unique_ptr<Backend> backend = m_fixture.answering();
    const BackendRecord &record = *new BackendRecord(backend.get());
    (void)backend->status();
    backend->open();
    (void)backend->status();
    QTRY_COMPARE_WITH_TIMEOUT(record.opened, 1, m_fixture.patience);
    (void)backend->status();
    backend->close();
    QTRY_COMPARE_WITH_TIMEOUT(record.closed, 1, m_fixture.patience);
    (void)backend->status();
}

} // namespace Signalbox
