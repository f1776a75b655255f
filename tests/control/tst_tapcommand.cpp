// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/control/tapcommand.h"
#include "core/tap/tap.h"
#include "core/wire/message.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QTest>

using namespace Signalbox;

class TestTapCommand : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup() { m_command.reset(); }
    void records_while_a_connection_lives();
    void leaves_the_window_its_messages();
    void begins_now_or_with_what_is_kept();
    void answers_as_soon_as_something_passes();
    void leaves_out_what_nobody_wants_data();
    void leaves_out_what_nobody_wants();
    void tells_who_is_slow_what_is_gone();
    void gives_much_in_many_answers();
    void refuses_what_it_cannot_do_data();
    void refuses_what_it_cannot_do();
    void refuses_two_questions_at_once_and_too_many_lookers();
    void tells_those_who_wait_that_it_ends();

private:
    struct Look
    {
        std::optional<Result<QJsonObject>> answer;
        bool came() const { return answer.has_value(); }
        QList<QJsonObject> lines() const
        {
            QList<QJsonObject> all;
            const QJsonArray array = (*answer)->value(QStringLiteral("lines")).toArray();
            for (const QJsonValue line : array)
                all.append(QJsonDocument::fromJson(line.toString().toUtf8()).object());
            return all;
        }
        qint64 newest() const { return (*answer)->value(QStringLiteral("newest")).toInteger(); }
        qint64 missed() const { return (*answer)->value(QStringLiteral("missed")).toInteger(); }
    };
    std::shared_ptr<Look> look(QObject *asker, const QJsonObject &arguments = {})
    {
        auto made = std::make_shared<Look>();
        m_control->invoke(QStringLiteral("tap"), arguments, [made](const Result<QJsonObject> &result) { made->answer.emplace(result); }, asker);
        return made;
    }
    static QJsonObject from(qint64 serial, double seconds = 0)
    {
        return {{QStringLiteral("after"), serial}, {QStringLiteral("wait"), seconds}};
    }
    /** Of one call, so that all of them are kept. */
    void pass(int count = 1, const QByteArray &params = "{}")
    {
        const quint64 call = m_tap->callNumber("1", 1);
        for (int at = 0; at < count; ++at)
            m_tap->sent({"files", {}, 4}, Message::request(QByteArray::number(at), "ping", params), call);
    }

    std::unique_ptr<Tap> m_tap;
    std::unique_ptr<Control> m_control;
    std::unique_ptr<TapCommand> m_command;
};

void TestTapCommand::init()
{
    m_command.reset();
    m_tap = std::make_unique<Tap>();
    m_control = std::make_unique<Control>();
    m_command = std::make_unique<TapCommand>(m_control.get(), m_tap.get());
}

void TestTapCommand::records_while_a_connection_lives()
{
    auto one = std::make_unique<QObject>();
    auto other = std::make_unique<QObject>();
    QVERIFY(look(one.get())->came());
    QVERIFY(m_tap->isOpen());
    look(one.get());
    look(other.get());
    QCOMPARE(m_command->lookers(), 2);
    one.reset();
    QVERIFY(m_tap->isOpen());
    other.reset();
    QVERIFY(!m_tap->isOpen());
    QCOMPARE(m_command->lookers(), 0);
}

void TestTapCommand::leaves_the_window_its_messages()
{
    m_tap->watch();
    pass();
    {
        QObject asker;
        look(&asker);
    }
    QCoreApplication::processEvents();
    QVERIFY(m_tap->isOpen());
    QCOMPARE(m_tap->after(0, 10).records.size(), 1);
    m_tap->unwatch();
}

void TestTapCommand::begins_now_or_with_what_is_kept()
{
    m_tap->watch();
    pass(3);
    QObject asker;
    const auto now = look(&asker);
    QCOMPARE(now->lines().size(), 0);
    QCOMPARE(now->newest(), qint64(3));
    const auto kept = look(&asker, from(1));
    QCOMPARE(kept->lines().size(), 2);
    QCOMPARE(kept->lines().constFirst().value(QStringLiteral("serial")).toInteger(), qint64(2));
    QCOMPARE(kept->newest(), qint64(3));
    QCOMPARE(look(&asker, from(1'000))->lines().size(), 0); // numbers of another gateway
    m_tap->unwatch();
}

void TestTapCommand::answers_as_soon_as_something_passes()
{
    QObject asker;
    look(&asker);
    const auto first = look(&asker, from(0, 30));
    QVERIFY(!first->came());
    pass(2);
    QVERIFY(QTest::qWaitFor([&] { return first->came(); }));
    QCOMPARE(first->lines().size(), 2);
    const auto nothing = look(&asker, from(first->newest(), 0.05));
    QVERIFY(!nothing->came());
    QVERIFY(QTest::qWaitFor([&] { return nothing->came(); }));
    QCOMPARE(nothing->lines().size(), 0);
    QCOMPARE(nothing->newest(), first->newest());
}

void TestTapCommand::leaves_out_what_nobody_wants_data()
{
    QTest::addColumn<QByteArray>("wanted");
    QTest::addColumn<QList<qint64>>("serials");
    const auto row = [](const char *wanted, QList<qint64> serials) { QTest::newRow(wanted) << QByteArray(wanted) << serials; };
    row("{}", {1, 2, 3, 4});
    row(R"({"session":4})", {1, 2});
    row(R"({"backend":"files"})", {1, 2});
    row(R"({"method":"tools/call"})", {2, 3, 4});
    row(R"({"id":"7"})", {2});
    row(R"({"id":"\"seven\""})", {3});
    row(R"({"id":"seven"})", {3});
    row(R"({"id":"seve"})", {});
    row(R"({"call":9})", {3, 4});
    row(R"({"errors":true})", {4});
    row(R"({"errors":true,"session":4})", {});
}

void TestTapCommand::leaves_out_what_nobody_wants()
{
    QFETCH(QByteArray, wanted);
    QObject asker;
    look(&asker);
    m_tap->sent({"files", {}, 4}, Message::request("1", "ping"), 0);
    m_tap->sent({"files", {}, 4}, Message::request("7", "tools/call"), 0);
    m_tap->sent({"other", {}, 5}, Message::request("\"seven\"", "tools/call"), 9);
    m_tap->received({"other", {}, 5}, Message::error("\"x\"", -32000, "no"), 9, 0);
    QJsonObject arguments = QJsonDocument::fromJson(wanted).object();
    arguments.insert(QStringLiteral("after"), 0);
    QList<qint64> serials;
    const auto seen = look(&asker, arguments);
    for (const QJsonObject &line : seen->lines())
        serials.append(line.value(QStringLiteral("serial")).toInteger());
    QTEST(serials, "serials");
    QCOMPARE(seen->newest(), qint64(4)); // what is not wanted is not looked at again
    if (serials.isEmpty()) {
        arguments.insert(QStringLiteral("wait"), 30);
        const auto waiting = look(&asker, arguments);
        m_tap->received({"files", {}, 4}, Message::error("\"seve\"", -32000, "no"), 0, 0);
        QVERIFY(QTest::qWaitFor([&] { return waiting->came(); }));
        QCOMPARE(waiting->lines().size(), 1);
    }
}

void TestTapCommand::tells_who_is_slow_what_is_gone()
{
    QObject asker;
    const auto begun = look(&asker);
    constexpr int kept = 5'000;
    pass(kept + 70);
    quint64 seen = 0;
    auto each = look(&asker, from(begun->newest()));
    QCOMPARE(each->missed(), qint64(70));
    for (; !each->lines().isEmpty(); each = look(&asker, from(each->newest())))
        seen += quint64(each->lines().size());
    QCOMPARE(seen, quint64(kept));
    QCOMPARE(each->missed(), qint64(0));
}

void TestTapCommand::gives_much_in_many_answers()
{
    QObject asker;
    look(&asker);
    constexpr int messages = 60;
    pass(messages, "{\"text\":\"" + QByteArray(100'000, 'x') + "\"}");
    int answers = 0;
    int seen = 0;
    for (auto each = look(&asker, from(0)); !each->lines().isEmpty(); each = look(&asker, from(each->newest()))) {
        const QByteArray bytes = QJsonDocument(**each->answer).toJson(QJsonDocument::Compact);
        QVERIFY2(bytes.size() < 1'000'000, qPrintable(QString::number(bytes.size())));
        seen += int(each->lines().size());
        ++answers;
    }
    QCOMPARE(seen, messages);
    QVERIFY(answers > 5);
}

void TestTapCommand::refuses_what_it_cannot_do_data()
{
    QTest::addColumn<QByteArray>("arguments");
    for (const char *arguments : {R"({"session":"x"})", R"({"session":-1})", R"({"session":1.5})", R"({"call":[]})", R"({"after":-1})",
                                  R"({"backend":5})", R"({"method":null})", R"({"id":7})", R"({"errors":"yes"})"})
        QTest::newRow(arguments) << QByteArray(arguments);
}

void TestTapCommand::refuses_what_it_cannot_do()
{
    QFETCH(QByteArray, arguments);
    QObject asker;
    const auto refused = look(&asker, QJsonDocument::fromJson(arguments).object());
    QVERIFY(refused->came() && !refused->answer->ok());
    QVERIFY(refused->answer->error().sentence.contains(QStringLiteral(": expected")));
    QVERIFY(!m_tap->isOpen());
}

void TestTapCommand::refuses_two_questions_at_once_and_too_many_lookers()
{
    const auto nobody = look(nullptr);
    QVERIFY(nobody->came() && !nobody->answer->ok());
    QObject asker;
    const auto waits = look(&asker, from(0, 30));
    const auto second = look(&asker);
    QVERIFY(!waits->came());
    QVERIFY(second->came() && !second->answer->ok());
    std::vector<std::unique_ptr<QObject>> crowd;
    for (int at = 0; at < 40; ++at) {
        crowd.push_back(std::make_unique<QObject>());
        look(crowd.back().get());
    }
    const auto late = look(crowd.back().get());
    QVERIFY(late->came() && !late->answer->ok());
    QVERIFY(m_command->lookers() < 32);
    crowd.clear();
    QCOMPARE(m_command->lookers(), 1);
}

void TestTapCommand::tells_those_who_wait_that_it_ends()
{
    QObject asker;
    const auto waits = look(&asker, from(0, 30));
    m_command.reset();
    QVERIFY(waits->came() && !waits->answer->ok());
    QVERIFY(!m_tap->isOpen());
}

QTEST_GUILESS_MAIN(TestTapCommand)
#include "tst_tapcommand.moc"
