// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/http/intake.h"
#include "core/http/libraryparser.h"

#include <QRandomGenerator>
#include <QTest>

using namespace Signalbox;

class tst_Intake : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup();
    void reads_the_same_wherever_the_bytes_are_split();
    void reads_long_bodies_in_random_pieces();
    void a_complete_request_does_not_need_the_library();
    void leaves_the_library_out_of_what_it_would_stumble_over();
    void says_in_which_phase_it_is();
    void keeps_no_buffer_when_idle();
    void one_empty_line_before_a_request_is_overlooked();
    void asks_for_a_continue_only_if_the_body_did_not_come();

private:
    QList<HttpRequest> readAll(const QList<QByteArray> &pieces, int &refused);
    std::unique_ptr<LibraryParser> m_library;
    std::shared_ptr<const HttpLimits> m_limits;
};

void tst_Intake::init()
{
    m_library = std::make_unique<LibraryParser>();
    auto hatch = std::make_unique<Hatch>();
    QVERIFY(hatch->listen(QHostAddress(QHostAddress::LocalHost)));
    m_library->bind(hatch.release());
    m_limits = std::make_shared<const HttpLimits>();
}

void tst_Intake::cleanup()
{
    m_library.reset();
}

QList<HttpRequest> tst_Intake::readAll(const QList<QByteArray> &pieces, int &refused)
{
    Intake intake(m_library.get(), m_limits);
    QList<HttpRequest> requests;
    refused = 0;
    for (const QByteArray &piece : pieces) {
        intake.append(piece);
        Intake::Outcome outcome = intake.next();
        for (; outcome == Intake::Outcome::Request; outcome = intake.next())
            requests.append(intake.take().request);
        if (outcome == Intake::Outcome::Refused) {
            refused = intake.refusal().status;
            break;
        }
    }
    return requests;
}

void tst_Intake::reads_the_same_wherever_the_bytes_are_split()
{
    const QByteArray bytes("POST /one HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nhello"
                           "GET /two?x HTTP/1.1\r\nHost: a\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n"
                           "POST /three HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n"
                           "3;x\r\nabc\r\n2\r\nde\r\n0\r\nT: u\r\n\r\n"
                           "BREW /four HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n\r\nok");
    QList<QList<QByteArray>> splits;
    for (qsizetype at = 1; at < bytes.size(); ++at)
        splits.append({bytes.left(at), bytes.mid(at)});
    QList<QByteArray> single;
    for (const char byte : bytes)
        single.append(QByteArray(1, byte));
    splits.append(single);
    splits.append({bytes});
    for (const QList<QByteArray> &split : std::as_const(splits)) {
        int refused = 0;
        const QList<HttpRequest> requests = readAll(split, refused);
        QCOMPARE(refused, 0);
        QCOMPARE(requests.size(), 4);
        QCOMPARE(requests.at(0).body, "hello");
        QCOMPARE(requests.at(1).query, "x");
        QCOMPARE(requests.at(1).body, "");
        QCOMPARE(requests.at(2).path, "/three");
        QCOMPARE(requests.at(2).body, "abcde");
        QCOMPARE(requests.at(3).method, "BREW");
        QCOMPARE(requests.at(3).body, "ok");
    }
}

void tst_Intake::reads_long_bodies_in_random_pieces()
{
    QRandomGenerator random(7);
    for (int round = 0; round < 40; ++round) {
        QByteArray bytes;
        QList<QByteArray> bodies;
        for (int i = 0; i < 3; ++i) {
            QByteArray body(random.bounded(300'000), Qt::Uninitialized);
            for (char &byte : body)
                byte = static_cast<char>(random.bounded(256));
            const bool chunked = random.bounded(2) == 0;
            bytes += "POST / HTTP/1.1\r\nHost: a\r\n";
            bytes += chunked ? QByteArray("Transfer-Encoding: chunked\r\n\r\n")
                             : "Content-Length: " + QByteArray::number(body.size()) + "\r\n\r\n";
            for (qsizetype at = 0; chunked && at < body.size();) {
                const qsizetype size = qMin<qsizetype>(1 + random.bounded(50'000), body.size() - at);
                bytes += QByteArray::number(size, 16) + "\r\n" + body.mid(at, size) + "\r\n";
                at += size;
            }
            bytes += chunked ? QByteArray("0\r\n\r\n") : body;
            bodies.append(body);
        }
        QList<QByteArray> pieces;
        for (qsizetype at = 0; at < bytes.size();) {
            const qsizetype size = 1 + random.bounded(100'000);
            pieces.append(bytes.mid(at, size));
            at += size;
        }
        int refused = 0;
        const QList<HttpRequest> requests = readAll(pieces, refused);
        QCOMPARE(refused, 0);
        QCOMPARE(requests.size(), bodies.size());
        for (qsizetype i = 0; i < bodies.size(); ++i)
            QVERIFY(requests.at(i).body == bodies.at(i));
    }
}

void tst_Intake::a_complete_request_does_not_need_the_library()
{
    Intake intake(nullptr, m_limits);
    intake.append("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nhello");
    QCOMPARE(intake.next(), Intake::Outcome::Request);
    QCOMPARE(intake.take().request.body, "hello");
    QCOMPARE(intake.next(), Intake::Outcome::More);
}

void tst_Intake::leaves_the_library_out_of_what_it_would_stumble_over()
{
    QByteArray head("POST /x HTTP/1.1\r\nHost: a\r\nUpgrade: websocket\r\nConnection: upgrade\r\nX-Long: "
                    + QByteArray(20'000, 'x') + "\r\n");
    for (int i = 0; i < 90; ++i)
        head += "X-" + QByteArray::number(i) + ": y\r\n";
    int refused = 0;
    const QList<HttpRequest> requests = readAll({head + "Content-Length: 3\r\n\r\na", "bc"}, refused);
    QCOMPARE(refused, 0);
    QCOMPARE(requests.size(), 1);
    QCOMPARE(requests.at(0).headers.size(), 95);
    QCOMPARE(requests.at(0).body, "abc");
}

void tst_Intake::says_in_which_phase_it_is()
{
    Intake intake(m_library.get(), m_limits);
    QCOMPARE(intake.phase(), Intake::Phase::Idle);
    intake.append("POST / HTTP/1.1\r\nHo");
    QCOMPARE(intake.next(), Intake::Outcome::More);
    QCOMPARE(intake.phase(), Intake::Phase::Head);
    intake.append("st: a\r\nContent-Length: 2\r\n\r\na");
    QCOMPARE(intake.next(), Intake::Outcome::More);
    QCOMPARE(intake.phase(), Intake::Phase::Body);
    intake.append("b");
    QCOMPARE(intake.next(), Intake::Outcome::Request);
    QCOMPARE(intake.phase(), Intake::Phase::Idle);
}

void tst_Intake::keeps_no_buffer_when_idle()
{
    Intake intake(m_library.get(), m_limits);
    intake.append("GET / HTTP/1.1\r\nHost: a\r\n\r\nGET");
    QCOMPARE(intake.next(), Intake::Outcome::Request);
    QCOMPARE(intake.unread(), 3);
    intake.append(" / HTTP/1.1\r\nHost: a\r\n\r\n");
    QCOMPARE(intake.next(), Intake::Outcome::Request);
    QCOMPARE(intake.unread(), 0);
}

void tst_Intake::one_empty_line_before_a_request_is_overlooked()
{
    int refused = 0;
    QCOMPARE(
        readAll({"\r", "\nGET / HTTP/1.1\r\nHost: a\r\n\r\n\r\nGET / HTTP/1.1\r\nHost: a\r\n\r\n"}, refused).size(), 2);
    QCOMPARE(refused, 0);
    readAll({"\r\n\r\nGET / HTTP/1.1\r\nHost: a\r\n\r\n"}, refused);
    QCOMPARE(refused, 400);
}

void tst_Intake::asks_for_a_continue_only_if_the_body_did_not_come()
{
    const QByteArray head("POST / HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 2\r\n\r\n");
    Intake waiting(m_library.get(), m_limits);
    waiting.append(head);
    QCOMPARE(waiting.next(), Intake::Outcome::More);
    QVERIFY(waiting.takeContinue());
    QVERIFY(!waiting.takeContinue());
    waiting.append("ab");
    QCOMPARE(waiting.next(), Intake::Outcome::Request);
    Intake sending(m_library.get(), m_limits);
    sending.append(head + "a");
    QCOMPARE(sending.next(), Intake::Outcome::More);
    QVERIFY(!sending.takeContinue());
}

QTEST_GUILESS_MAIN(tst_Intake)
#include "tst_intake.moc"
