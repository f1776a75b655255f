// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/loop/epolldispatcher.h"
#include "tests/loop/pair.h"

#include <QCoreApplication>
#include <QLocalServer>
#include <QLocalSocket>
#include <QProcess>
#include <QSignalSpy>
#include <QSocketNotifier>
#include <QTcpServer>
#include <QTcpSocket>
#include <QTemporaryDir>
#include <QTest>

#include <fcntl.h>
#include <memory>
#include <vector>

using namespace Signalbox;

namespace {

void turn()
{
    QCoreApplication::processEvents();
}

} // namespace

class tst_WatchedFiles : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void a_notifier_can_be_switched_off_and_on();
    void a_notifier_switched_off_in_an_earlier_handler_is_not_called();
    void a_notifier_deleted_in_its_own_handler_is_safe();
    void reading_and_writing_of_one_descriptor_are_apart();
    void a_descriptor_number_that_is_used_again_works();
    void a_notifier_on_a_regular_file_is_always_ready();
    void notifiers_rest_while_they_are_excluded();
    void a_nested_loop_takes_over_what_was_ready();
    void a_hang_up_wakes_the_reader();
    void tcp_connections_come_and_go();
    void local_sockets_work();
    void child_processes_work();
};

void tst_WatchedFiles::a_notifier_can_be_switched_off_and_on()
{
    Pair pair;
    QSocketNotifier notifier(pair.ends[0], QSocketNotifier::Read);
    QSignalSpy spy(&notifier, &QSocketNotifier::activated);
    pair.poke();
    notifier.setEnabled(false);
    turn();
    QCOMPARE(spy.size(), 0);
    notifier.setEnabled(true);
    notifier.setEnabled(false);
    notifier.setEnabled(true);
    turn();
    QCOMPARE(spy.size(), 1);
    pair.drain();
    turn();
    QCOMPARE(spy.size(), 1);
}

void tst_WatchedFiles::a_notifier_switched_off_in_an_earlier_handler_is_not_called()
{
    Pair one;
    Pair two;
    QSocketNotifier first(one.ends[0], QSocketNotifier::Read);
    QSocketNotifier second(two.ends[0], QSocketNotifier::Read);
    int called = 0;
    const auto both = [&] {
        ++called;
        first.setEnabled(false);
        second.setEnabled(false);
    };
    QObject::connect(&first, &QSocketNotifier::activated, this, both);
    QObject::connect(&second, &QSocketNotifier::activated, this, both);
    one.poke();
    two.poke();
    turn();
    turn();
    QCOMPARE(called, 1);
}

void tst_WatchedFiles::a_notifier_deleted_in_its_own_handler_is_safe()
{
    Pair pair;
    auto *notifier = new QSocketNotifier(pair.ends[0], QSocketNotifier::Read);
    int called = 0;
    QObject::connect(notifier, &QSocketNotifier::activated, this, [&called, notifier] {
        ++called;
        delete notifier;
    });
    pair.poke();
    turn();
    turn();
    QCOMPARE(called, 1);
}

void tst_WatchedFiles::reading_and_writing_of_one_descriptor_are_apart()
{
    Pair pair;
    QSocketNotifier reader(pair.ends[0], QSocketNotifier::Read);
    QSocketNotifier writer(pair.ends[0], QSocketNotifier::Write);
    QSocketNotifier urgent(pair.ends[0], QSocketNotifier::Exception);
    QSignalSpy readable(&reader, &QSocketNotifier::activated);
    QSignalSpy canWrite(&writer, &QSocketNotifier::activated);
    QSignalSpy exception(&urgent, &QSocketNotifier::activated);
    turn();
    QCOMPARE(readable.size(), 0);
    QCOMPARE(canWrite.size(), 1);
    writer.setEnabled(false);
    pair.poke();
    turn();
    QCOMPARE(readable.size(), 1);
    QCOMPARE(canWrite.size(), 1);
    reader.setEnabled(false);
    writer.setEnabled(true);
    turn();
    QCOMPARE(readable.size(), 1);
    QCOMPARE(canWrite.size(), 2);
    QCOMPARE(exception.size(), 0);
}

void tst_WatchedFiles::a_descriptor_number_that_is_used_again_works()
{
    auto old = std::make_unique<Pair>();
    const int number = old->ends[0];
    auto oldNotifier = std::make_unique<QSocketNotifier>(number, QSocketNotifier::Read);
    QSignalSpy oldSpy(oldNotifier.get(), &QSocketNotifier::activated);
    turn();
    old->poke();
    // Gone and come again within one turn, after the kernel had been told of the first.
    oldNotifier.reset();
    old.reset();
    Pair fresh;
    QCOMPARE(fresh.ends[0], number);
    QSocketNotifier notifier(number, QSocketNotifier::Read);
    QSignalSpy spy(&notifier, &QSocketNotifier::activated);
    turn();
    QCOMPARE(spy.size(), 0);
    fresh.poke();
    turn();
    QCOMPARE(spy.size(), 1);
    QCOMPARE(oldSpy.size(), 0);
}

void tst_WatchedFiles::a_notifier_on_a_regular_file_is_always_ready()
{
    const int file = ::open("/dev/null", O_RDONLY | O_CLOEXEC);
    {
        QSocketNotifier notifier(file, QSocketNotifier::Read);
        QSignalSpy spy(&notifier, &QSocketNotifier::activated);
        turn();
        turn();
        QCOMPARE(spy.size(), 2);
        notifier.setEnabled(false);
        turn();
        QCOMPARE(spy.size(), 2);
    }
    ::close(file);
}

void tst_WatchedFiles::notifiers_rest_while_they_are_excluded()
{
    Pair pair;
    QSocketNotifier notifier(pair.ends[0], QSocketNotifier::Read);
    QSignalSpy spy(&notifier, &QSocketNotifier::activated);
    pair.poke();
    QCoreApplication::processEvents(QEventLoop::ExcludeSocketNotifiers);
    QCOMPARE(spy.size(), 0);
    turn();
    QCOMPARE(spy.size(), 1);
}

void tst_WatchedFiles::a_nested_loop_takes_over_what_was_ready()
{
    Pair one;
    Pair two;
    QSocketNotifier first(one.ends[0], QSocketNotifier::Read);
    QSocketNotifier second(two.ends[0], QSocketNotifier::Read);
    int calls = 0;
    int inside = 0;
    const auto nest = [&](Pair &own) {
        own.drain();
        if (++calls == 1) {
            turn();
            inside = calls - 1;
        }
    };
    QObject::connect(&first, &QSocketNotifier::activated, this, [&] { nest(one); });
    QObject::connect(&second, &QSocketNotifier::activated, this, [&] { nest(two); });
    one.poke();
    two.poke();
    turn();
    QCOMPARE(inside, 1);
    QCOMPARE(calls, 2);
}

void tst_WatchedFiles::a_hang_up_wakes_the_reader()
{
    Pair pair;
    QSocketNotifier notifier(pair.ends[0], QSocketNotifier::Read);
    QSignalSpy spy(&notifier, &QSocketNotifier::activated);
    Pair::shut(pair.ends[1]);
    turn();
    QCOMPARE(spy.size(), 1);
}

void tst_WatchedFiles::tcp_connections_come_and_go()
{
    QTcpServer server;
    QVERIFY(server.listen(QHostAddress(QHostAddress::LocalHost)));
    QObject::connect(&server, &QTcpServer::newConnection, this, [&server] {
        while (QTcpSocket *socket = server.nextPendingConnection()) {
            QObject::connect(socket, &QTcpSocket::readyRead, socket, [socket] { socket->write(socket->readAll()); });
            QObject::connect(socket, &QTcpSocket::disconnected, socket, &QObject::deleteLater);
        }
    });
    int echoed = 0;
    for (int round = 0; round < 20; ++round) {
        std::vector<std::unique_ptr<QTcpSocket>> clients;
        const int expected = echoed + 10;
        for (int i = 0; i < 10; ++i) {
            auto &client = clients.emplace_back(std::make_unique<QTcpSocket>());
            QObject::connect(client.get(), &QTcpSocket::readyRead, this, [&echoed] { ++echoed; });
            client->connectToHost(QHostAddress(QHostAddress::LocalHost), server.serverPort());
            client->write("x");
        }
        QTRY_COMPARE(echoed, expected);
    }
}

void tst_WatchedFiles::local_sockets_work()
{
    QTemporaryDir directory;
    QLocalServer server;
    QVERIFY(server.listen(directory.filePath(QStringLiteral("socket"))));
    QLocalSocket client;
    client.connectToServer(server.fullServerName());
    QTRY_VERIFY(server.hasPendingConnections());
    QLocalSocket *peer = server.nextPendingConnection();
    peer->write("hello");
    QTRY_COMPARE(client.bytesAvailable(), 5);
    peer->disconnectFromServer();
    QTRY_COMPARE(client.state(), QLocalSocket::UnconnectedState);
}

void tst_WatchedFiles::child_processes_work()
{
    for (int i = 0; i < 5; ++i) {
        QProcess process;
        QSignalSpy finished(&process, &QProcess::finished);
        process.start(QStringLiteral("cat"), QStringList());
        process.write("through the child");
        process.closeWriteChannel();
        QTRY_COMPARE(finished.size(), 1);
        QCOMPARE(process.readAllStandardOutput(), QByteArray("through the child"));
        QCOMPARE(process.exitCode(), 0);
    }
}

int main(int argc, char **argv)
{
    QCoreApplication::setEventDispatcher(new EpollDispatcher);
    QCoreApplication application(argc, argv);
    tst_WatchedFiles test;
    return QTest::qExec(&test, argc, argv);
}

#include "tst_watchedfiles.moc"
