// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/bus/bus.h"
#include "core/control/logcommand.h"

#include <QJsonArray>
#include <QSignalSpy>
#include <QTest>

using namespace Signalbox;

class TestLog : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup();
    void tells_what_happened_in_order();
    void tells_each_change_of_a_state_once();
    void tells_troubles_from_before_once();
    void says_what_a_notice_is_about_data();
    void says_what_a_notice_is_about();
    void keeps_so_much_and_says_what_is_gone();
    void a_talkative_server_hides_no_trouble();
    void answers_as_soon_as_something_happens();
    void answers_nothing_when_the_time_is_over();
    void gathers_what_comes_fast();
    void forgets_who_has_left();
    void lets_notices_flow_only_while_somebody_follows();
    void refuses_more_than_so_many();
    void starts_over_for_numbers_it_never_gave();

private:
    struct Poll
    {
        std::optional<Result<QJsonObject>> answer;
        int answers = 0;
        bool came() const { return answer.has_value(); }
        QJsonArray lines() const { return (*answer)->value(QStringLiteral("lines")).toArray(); }
        qint64 newest() const { return (*answer)->value(QStringLiteral("newest")).toInteger(); }
        qint64 missed() const { return (*answer)->value(QStringLiteral("missed")).toInteger(); }
        QStringList texts() const
        {
            QStringList texts;
            for (const QJsonValue line : lines())
                texts.append(line[QStringLiteral("text")].toString());
            return texts;
        }
    };
    std::shared_ptr<Poll> poll(qint64 after = 0, double wait = 0, QObject *asker = nullptr)
    {
        auto made = std::make_shared<Poll>();
        const QJsonObject arguments{{QStringLiteral("after"), after}, {QStringLiteral("wait"), wait}};
        m_control->invoke(
            QStringLiteral("log"), arguments,
            [made](const Result<QJsonObject> &result) {
                ++made->answers;
                made->answer.emplace(result);
            },
            asker);
        return made;
    }
    void notice(const char *type, const QByteArray &params = "{}", const char *level = "")
    {
        NoticeFact fact;
        fact.at = QDateTime::currentDateTimeUtc();
        fact.source = QStringLiteral("alpha");
        fact.type = QString::fromLatin1(type);
        fact.level = QString::fromLatin1(level);
        fact.data = QByteArray("{\"jsonrpc\":\"2.0\",\"method\":\"") + type + "\",\"params\":" + params + '}';
        Q_EMIT m_bus->noticed(fact);
    }
    BackendFact backend(BackendFact::State state)
    {
        BackendFact fact;
        fact.number = 7;
        fact.name = QStringLiteral("Alpha");
        fact.slug = QStringLiteral("alpha");
        fact.serverName = QStringLiteral("server");
        fact.serverVersion = QStringLiteral("1");
        fact.state = state;
        return fact;
    }

    std::unique_ptr<Bus> m_bus;
    std::unique_ptr<Control> m_control;
    std::unique_ptr<LogCommand> m_log;
};

void TestLog::init()
{
    m_bus = std::make_unique<Bus>();
    m_control = std::make_unique<Control>();
    m_log = std::make_unique<LogCommand>(m_control.get(), m_bus.get());
}

void TestLog::cleanup()
{
    m_log.reset();
}

void TestLog::tells_what_happened_in_order()
{
    SessionFact session;
    session.number = 3;
    session.client = QStringLiteral("Cursor");
    session.clientVersion = QStringLiteral("2");
    Q_EMIT m_bus->sessionCame(session);
    notice("notifications/tools/list_changed");
    Q_EMIT m_bus->backendChanged(backend(BackendFact::Ready));
    m_bus->trouble(QStringLiteral("listen"), QStringLiteral("the port is taken"));
    Q_EMIT m_bus->sessionWent(session, QStringLiteral("closed by its client"));
    Q_EMIT m_bus->backendRemoved(7);

    const auto all = poll();
    QVERIFY(all->came());
    const QStringList expected{QStringLiteral("came (session 3)"), QStringLiteral("its tools changed"),
                               QStringLiteral("is ready: server 1, protocol "), QStringLiteral("the port is taken"),
                               QStringLiteral("left (session 3): closed by its client"), QStringLiteral("was removed")};
    QCOMPARE(all->texts(), expected);
    QStringList kinds;
    for (const QJsonValue line : all->lines())
        kinds.append(line[QStringLiteral("kind")].toString() + u' ' + line[QStringLiteral("source")].toString());
    QCOMPARE(kinds.join(u','), QStringLiteral("session Cursor 2,notice alpha,backend alpha,trouble listen,session Cursor 2,backend alpha"));
    QVERIFY(all->lines()[3][QStringLiteral("bad")].toBool());
    QVERIFY(!all->lines()[2][QStringLiteral("bad")].toBool());
    QCOMPARE(poll(all->newest() - 2)->texts(), expected.last(2));
}

void TestLog::tells_each_change_of_a_state_once()
{
    Q_EMIT m_bus->backendChanged(backend(BackendFact::Found)); // it is there: no news
    for (const BackendFact::State state : {BackendFact::Starting, BackendFact::Starting, BackendFact::Failed, BackendFact::Ready})
        Q_EMIT m_bus->backendChanged(backend(state));
    m_bus->trouble(QStringLiteral("backend Alpha"), QStringLiteral("no such command"));
    const auto all = poll();
    const QStringList expected{QStringLiteral("is starting"), QStringLiteral("is ready: server 1, protocol "),
                               QStringLiteral("has failed: no such command")};
    QCOMPARE(all->texts(), expected);
    QCOMPARE(all->lines()[2][QStringLiteral("source")].toString(), QStringLiteral("Alpha"));
}

void TestLog::tells_troubles_from_before_once()
{
    m_log.reset();
    m_control = std::make_unique<Control>();
    m_bus->trouble(QStringLiteral("settings"), QStringLiteral("early"));
    m_log = std::make_unique<LogCommand>(m_control.get(), m_bus.get());
    QSignalSpy again(m_bus.get(), &Bus::troubled);
    m_bus->watch(); // tells everything again
    QVERIFY(again.wait());
    m_bus->unwatch();
    QCOMPARE(poll()->texts(), QStringList{QStringLiteral("early")});
}

void TestLog::says_what_a_notice_is_about_data()
{
    QTest::addColumn<QByteArray>("type");
    QTest::addColumn<QByteArray>("params");
    QTest::addColumn<QString>("text");
    const QByteArray message = "notifications/message";
    QTest::newRow("log line") << message << QByteArray(R"({"data":"disk is low"})") << QStringLiteral("disk is low");
    QTest::newRow("object") << message << QByteArray(R"({"data":{"b":[1]}})") << QStringLiteral(R"({"b":[1]})");
    QTest::newRow("number") << message << QByteArray(R"({"data":5})") << QStringLiteral("5");
    QTest::newRow("nothing") << message << QByteArray("{}") << QString();
    QTest::newRow("resource") << QByteArray("notifications/resources/updated") << QByteArray(R"({"uri":"a:b"})")
                              << QStringLiteral("resource changed: a:b");
    QTest::newRow("other") << QByteArray("x/y") << QByteArray("[]") << QStringLiteral("x/y");
}

void TestLog::says_what_a_notice_is_about()
{
    QFETCH(QByteArray, type);
    QFETCH(QByteArray, params);
    notice(type.constData(), params, "error");
    const auto all = poll();
    QTEST(all->texts().value(0), "text");
    QCOMPARE(all->lines()[0][QStringLiteral("level")].toString(), QStringLiteral("error"));
    QVERIFY(all->lines()[0][QStringLiteral("bad")].toBool());
}

void TestLog::keeps_so_much_and_says_what_is_gone()
{
    const auto most = qsizetype(Record::kept);
    for (qsizetype i = 0; i < most + 10; ++i)
        m_bus->trouble(QStringLiteral("t"), QString::number(i));
    const auto all = poll(1);
    QCOMPARE(all->lines().size(), most);
    QCOMPARE(all->texts().first(), QStringLiteral("10"));
    QCOMPARE(all->missed(), qint64(9)); // of those after the first
    QCOMPARE(poll()->missed(), qint64(0)); // who asks for what is kept misses nothing
}

void TestLog::a_talkative_server_hides_no_trouble()
{
    m_bus->trouble(QStringLiteral("t"), QStringLiteral("look here"));
    for (std::size_t i = 0; i < 3 * Record::kept; ++i)
        notice("notifications/tools/list_changed");
    QCOMPARE(poll()->texts().first(), QStringLiteral("look here"));
    QCOMPARE(poll()->lines().size(), qsizetype(Record::kept) + 1);
}

void TestLog::answers_as_soon_as_something_happens()
{
    m_bus->trouble(QStringLiteral("t"), QStringLiteral("one"));
    const auto first = poll();
    const auto next = poll(first->newest(), 30);
    QVERIFY(!next->came());
    m_bus->trouble(QStringLiteral("t"), QStringLiteral("two"));
    QVERIFY(QTest::qWaitFor([&] { return next->came(); }));
    QCOMPARE(next->texts(), QStringList{QStringLiteral("two")});
    QCOMPARE(next->answers, 1);
}

void TestLog::answers_nothing_when_the_time_is_over()
{
    const auto waiting = poll(0, 0.05);
    QVERIFY(!waiting->came());
    QVERIFY(QTest::qWaitFor([&] { return waiting->came(); }));
    QCOMPARE(waiting->lines().size(), 0);
    QCOMPARE(waiting->answers, 1);
    QCOMPARE(m_log->waiting(), 0);
}

void TestLog::gathers_what_comes_fast()
{
    const auto waiting = poll(0, 30);
    for (int i = 0; i < 100; ++i)
        notice("notifications/tools/list_changed");
    QVERIFY(!waiting->came());
    QVERIFY(QTest::qWaitFor([&] { return waiting->came(); }));
    QCOMPARE(waiting->lines().size(), 100);
    const auto behind = poll(50, 30); // there are news already, and yet it waits for more
    QVERIFY(!behind->came());
    QVERIFY(QTest::qWaitFor([&] { return behind->came(); }));
    QCOMPARE(behind->lines().size(), 50);
}

void TestLog::forgets_who_has_left()
{
    auto asker = std::make_unique<QObject>();
    const auto gone = poll(0, 30, asker.get());
    const auto stays = poll(0, 30);
    QCOMPARE(m_log->waiting(), 2);
    asker.reset();
    QCOMPARE(m_log->waiting(), 1);
    m_bus->trouble(QStringLiteral("t"), QStringLiteral("news"));
    QVERIFY(QTest::qWaitFor([&] { return stays->came(); }));
    QVERIFY(!gone->came());
    const auto last = poll(stays->newest(), 30);
    m_log.reset();
    QVERIFY(last->came()); // everybody else is told that there will be no more
    QVERIFY(!last->answer->ok());
}

void TestLog::lets_notices_flow_only_while_somebody_follows()
{
    QVERIFY(poll()->came());
    QVERIFY(!m_bus->isWatched());
    auto asker = std::make_unique<QObject>();
    const auto follower = poll(0, 30, asker.get());
    QVERIFY(m_bus->isWatched());
    asker.reset();
    QVERIFY(m_bus->isWatched()); // it may be about to ask again
    QVERIFY(QTest::qWaitFor([&] { return !m_bus->isWatched(); }, 15'000));
}

void TestLog::refuses_more_than_so_many()
{
    std::vector<std::shared_ptr<Poll>> polls;
    for (int i = 0; i < 200; ++i)
        polls.push_back(poll(0, 30));
    QVERIFY(m_log->waiting() < 200);
    QVERIFY(polls.back()->came());
    QVERIFY(!polls.back()->answer->ok());
}

void TestLog::starts_over_for_numbers_it_never_gave()
{
    m_bus->trouble(QStringLiteral("t"), QStringLiteral("one"));
    QCOMPARE(poll(1'000)->texts(), QStringList{QStringLiteral("one")});
    QCOMPARE(poll(-5)->texts(), QStringList{QStringLiteral("one")});
}

QTEST_GUILESS_MAIN(TestLog)
#include "tst_log.moc"
