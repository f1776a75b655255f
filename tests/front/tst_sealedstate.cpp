// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/front/modern/sealedstate.h"

#include <QRandomGenerator>
#include <QTest>

using namespace Signalbox;

namespace {

Message request(const QByteArray &arguments = "{\"a\":1,\"b\":[2]}", const QByteArray &more = {}, const QByteArray &method = "tools/call")
{
    return *Message::parse(R"({"jsonrpc":"2.0","id":1,"method":")" + method + R"(","params":{"name":"x","arguments":)" + arguments + more
                           + "}}");
}

constexpr qint64 now = 1'000;

} // namespace

class TestSealedState : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void opens_what_it_sealed();
    void is_bound_to_who_and_what();
    void every_digit_of_what_was_asked_counts_data();
    void every_digit_of_what_was_asked_counts();
    void the_way_it_is_written_does_not_count();
    void no_change_goes_unnoticed();
    void rubbish_is_rubbish();

private:
    SealedState m_seal{QByteArray(32, 'k')};
    QByteArray m_state = m_seal.seal({"handle", 3, now + 1}, "local", request());
};

void TestSealedState::opens_what_it_sealed()
{
    QVERIFY(SealedState::isOurs(m_state));
    QVERIFY(!SealedState::isOurs("of-a-server"));
    const auto content = m_seal.open(m_state, "local", request(), now);
    QVERIFY(content);
    QCOMPARE(content->call, "handle");
    QCOMPARE(content->round, 3);
    QCOMPARE(SealedState(QByteArray(32, 'k')).open(m_state, "local", request(), now)->round, 3);
    // What belongs to a round, and how the client writes the rest down, does not count.
    QVERIFY(m_seal.open(m_state, "local", request("{ \"b\":[2], \"a\":1 }", R"(,"inputResponses":{"q":{}},"requestState":"s","_meta":{"t":1})"), now));
}

void TestSealedState::is_bound_to_who_and_what()
{
    QVERIFY(!m_seal.open(m_state, "somebody", request(), now));
    QVERIFY(!m_seal.open(m_state, "local", request("{\"a\":2,\"b\":[2]}"), now));
    QVERIFY(!m_seal.open(m_state, "local", request("{\"a\":1,\"b\":[2]}", R"(,"c":1)"), now));
    QVERIFY(!m_seal.open(m_state, "local", request("{\"a\":1,\"b\":[2]}", {}, "prompts/get"), now));
    QVERIFY(!m_seal.open(m_state, "local", request(), now + 1));
    QVERIFY(!SealedState(QByteArray(32, 'l')).open(m_state, "local", request(), now));
}

void TestSealedState::every_digit_of_what_was_asked_counts_data()
{
    QTest::addColumn<QByteArray>("asked");
    QTest::addColumn<QByteArray>("retried");
    const auto row = [](const char *name, const char *asked, const char *retried) {
        QTest::newRow(name) << QByteArray(asked) << QByteArray(retried);
    };
    row("integers beyond 64 bits", "18446744073709551616", "18446744073709551617");
    row("an integer and a fraction", "1", "1.0");
    row("fractions beyond what a double holds", "0.1", "0.1000000000000000055511151231257827");
    row("numbers beyond every double", "1e400", "1e401");
    row("lone surrogates", R"("\ud800")", R"("\ud801")");
    row("the first of two equal keys", R"({"a":1,"a":2})", R"({"a":3,"a":2})");
    row("a key twice", R"({"a":1,"a":2})", R"({"a":2})");
    row("the order of two equal keys", R"({"a":1,"a":2})", R"({"a":2,"a":1})");
    row("text and number", "\"1\"", "1");
    row("where a list ends", R"([["a"],"b"])", R"([["a","b"]])");
    row("far down", R"({"a":{"b":{"c":"0123456789012345678901234567890123456789012345678901234567890123456789"}}})",
        R"({"a":{"b":{"c":"0123456789012345678901234567890123456789012345678901234567890123456780"}}})");
}

void TestSealedState::every_digit_of_what_was_asked_counts()
{
    QFETCH(QByteArray, asked);
    QFETCH(QByteArray, retried);
    const QByteArray state = m_seal.seal({"handle", 1, now + 1}, "local", request(asked));
    QVERIFY(m_seal.open(state, "local", request(asked), now));
    QVERIFY(!m_seal.open(state, "local", request(retried), now));
}

void TestSealedState::the_way_it_is_written_does_not_count()
{
    const QByteArray long64(64, 'x');
    const QByteArray state = m_seal.seal({"handle", 1, now + 1}, "local",
                                         request("{\"a\":{\"x\":\"" + long64 + "\",\"y\":[1,{}]},\"b\":\"A/\"}"));
    QVERIFY(m_seal.open(state, "local",
                        request("{ \"b\" : \"\\u0041\\/\", \"a\" : {\"y\":[ 1 , { } ],\n\"\\u0078\":\"" + long64 + "\"} }"),
                        now));
}

void TestSealedState::no_change_goes_unnoticed()
{
    for (qsizetype at = 0; at < m_state.size(); ++at) {
        for (const char c : QByteArrayView("aZ0-_.=")) {
            QByteArray other = m_state;
            other[at] = c;
            const auto opened = m_seal.open(other, "local", request(), now);
            QVERIFY(!opened || other == m_state);
        }
        QVERIFY(!m_seal.open(m_state.first(at), "local", request(), now));
    }
    QVERIFY(!m_seal.open(m_state + "-TAMPERED", "local", request(), now));
    QVERIFY(!m_seal.open(m_state + m_state, "local", request(), now));
}

void TestSealedState::rubbish_is_rubbish()
{
    QRandomGenerator random(7);
    for (int i = 0; i < 20'000; ++i) {
        QByteArray text = "signalbox1.";
        const int length = int(random.bounded(80));
        for (int at = 0; at < length; ++at)
            text += "abcXYZ019-_.=\n\0é"[random.bounded(17)];
        QVERIFY(!m_seal.open(text, "local", request(), now));
    }
    QVERIFY(!m_seal.open("signalbox1." + QByteArray(1'000'000, 'a'), "local", request(), now));
}

QTEST_GUILESS_MAIN(TestSealedState)
#include "tst_sealedstate.moc"
