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

void TestSealedState::no_change_goes_unnoticed()
{
    for (qsizetype at = 0; at < m_state.size(); ++at) {
        for (const char c : QByteArrayView("aZ0-_.=")) {
            QByteArray other = m_state;
            other[at] = c;
            const auto opened = m_seal.open(other, "local", request(), now);
            // The last character of a MAC has bits that mean nothing.
            QVERIFY(!opened || other == m_state || at == m_state.size() - 1);
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
