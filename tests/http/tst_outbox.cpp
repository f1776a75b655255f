// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/http/outbox.h"

#include <QTest>

#include <array>
#include <sys/socket.h>
#include <unistd.h>

using namespace Signalbox;

class tst_Outbox : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup();
    void sends_at_once_while_the_kernel_takes_it();
    void queues_what_the_kernel_does_not_take_and_keeps_the_order();
    void says_that_the_peer_is_gone();

private:
    void read(QByteArray &into);
    std::array<int, 2> m_ends{-1, -1};
};

void tst_Outbox::init()
{
    QCOMPARE(socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0, m_ends.data()), 0);
}

void tst_Outbox::cleanup()
{
    for (const int end : m_ends) {
        if (end >= 0)
            ::close(end);
    }
}

void tst_Outbox::read(QByteArray &into)
{
    std::array<char, 65536> buffer;
    for (ssize_t got = 1; got > 0;) {
        got = ::read(m_ends[1], buffer.data(), buffer.size());
        if (got > 0)
            into.append(buffer.data(), got);
    }
}

void tst_Outbox::sends_at_once_while_the_kernel_takes_it()
{
    Outbox outbox;
    const QByteArray shared("def");
    const std::array<Outbox::Piece, 3> pieces{QByteArrayView("abc"), shared, QByteArrayView("g")};
    QVERIFY(outbox.write(m_ends[0], pieces));
    QVERIFY(outbox.isEmpty());
    QCOMPARE(outbox.sent(), 7U);
    QByteArray got;
    read(got);
    QCOMPARE(got, "abcdefg");
}

void tst_Outbox::queues_what_the_kernel_does_not_take_and_keeps_the_order()
{
    Outbox outbox;
    QByteArray expected;
    QByteArray got;
    for (int i = 0; i < 300; ++i) {
        const QByteArray shared(1 + i * 37 % 9000, static_cast<char>('a' + i % 26));
        const QByteArray copied = QByteArray::number(i);
        const std::array<Outbox::Piece, 3> pieces{QByteArrayView(copied), shared, QByteArrayView("\r\n")};
        expected += copied + shared + "\r\n";
        QVERIFY(outbox.write(m_ends[0], pieces));
        QCOMPARE(static_cast<qint64>(outbox.sent()) + outbox.size(), expected.size());
        if (i % 90 == 0) {
            read(got);
            QVERIFY(outbox.flush(m_ends[0]));
        }
    }
    QVERIFY(!outbox.isEmpty());
    while (got.size() < expected.size()) {
        QVERIFY(outbox.flush(m_ends[0]));
        read(got);
    }
    QVERIFY(outbox.isEmpty());
    QVERIFY(got == expected);
}

void tst_Outbox::says_that_the_peer_is_gone()
{
    ::close(std::exchange(m_ends[1], -1));
    Outbox outbox;
    const std::array<Outbox::Piece, 1> pieces{QByteArrayView("abc")};
    QVERIFY(!outbox.write(m_ends[0], pieces));
}

QTEST_GUILESS_MAIN(tst_Outbox)
#include "tst_outbox.moc"
