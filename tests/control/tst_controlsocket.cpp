// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/control/control.h"
#include "core/control/controlclient.h"
#include "core/control/controlsocket.h"

#include <QFile>
#include <QJsonDocument>
#include <QLocalServer>
#include <QLocalSocket>
#include <QTemporaryDir>
#include <QTest>
#include <QThread>

#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

using namespace Signalbox;

class TestControlSocket : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup();
    void can_be_opened_by_its_user_alone();
    void answers_requests_in_turn();
    void answers_a_request_that_comes_in_pieces();
    void survives_garbage_data();
    void survives_garbage();
    void hangs_up_on_a_line_that_is_too_long();
    void turns_away_more_connections_than_it_may_have();
    void hears_no_more_from_a_peer_that_does_not_read();
    void forgets_a_peer_that_left_before_its_answer();
    void replaces_what_a_killed_process_left();
    void leaves_a_living_gateway_its_socket();
    void says_what_is_wrong_with_its_place();
    void has_a_client_for_other_programs();
    void its_client_can_be_interrupted();
    void tells_the_client_when_nobody_answers();
    void tells_the_client_that_the_gateway_has_ended_before_it_asks();

private:
    QByteArray ask(QLocalSocket &socket, const QByteArray &text);

    std::unique_ptr<QTemporaryDir> m_folder;
    QString m_path;
    std::unique_ptr<Control> m_control;
    std::unique_ptr<ControlSocket> m_socket;
    QList<Control::Answer> m_waiting; //!< of the command "wait"
};

void TestControlSocket::init()
{
    m_folder = std::make_unique<QTemporaryDir>();
    m_path = m_folder->filePath(QStringLiteral("control.sock"));
    m_waiting.clear();
    m_control = std::make_unique<Control>();
    m_control->add({QStringLiteral("echo"), {}, {}},
                   [](const QJsonObject &arguments, const Control::Answer &answer) { answer(arguments); });
    m_control->add({QStringLiteral("wait"), {}, {}},
                   [this](const QJsonObject &, const Control::Answer &answer) { m_waiting.append(answer); });
    m_socket = std::make_unique<ControlSocket>(m_control.get(), ControlLimits{1000, 3});
    QVERIFY(m_socket->listen(m_path).ok());
}

void TestControlSocket::cleanup()
{
    m_socket.reset();
}

/** One line back. */
QByteArray TestControlSocket::ask(QLocalSocket &socket, const QByteArray &text)
{
    if (socket.state() != QLocalSocket::ConnectedState)
        socket.connectToServer(m_path);
    socket.write(text);
    if (!QTest::qWaitFor([&] { return socket.canReadLine(); }, 2000))
        return "no answer";
    return socket.readLine().trimmed();
}

void TestControlSocket::can_be_opened_by_its_user_alone()
{
    struct stat facts = {};
    QCOMPARE(::stat(QFile::encodeName(m_path).constData(), &facts), 0);
    QVERIFY(S_ISSOCK(facts.st_mode));
    QCOMPARE(int(facts.st_mode & 0777), 0600);
    m_socket.reset();
    QVERIFY(!QFile::exists(m_path));
}

void TestControlSocket::answers_requests_in_turn()
{
    QLocalSocket socket;
    socket.connectToServer(m_path);
    socket.write("{\"command\":\"wait\"}\n{\"command\":\"echo\",\"arguments\":{\"n\":2}}\n{\"command\":\"x\"}\n");
    QTRY_COMPARE(m_waiting.size(), 1);
    QCOMPARE(socket.bytesAvailable(), 0);
    m_waiting.takeFirst()(QJsonObject{{QStringLiteral("n"), 1}});
    QCOMPARE(ask(socket, {}), QByteArray(R"({"ok":true,"result":{"n":1}})"));
    QCOMPARE(ask(socket, {}), QByteArray(R"({"ok":true,"result":{"n":2}})"));
    const QByteArray failure = ask(socket, {});
    QVERIFY2(failure.contains("there is no command") && failure.contains("\"ok\":false"), failure.constData());
}

void TestControlSocket::answers_a_request_that_comes_in_pieces()
{
    QLocalSocket socket;
    socket.connectToServer(m_path);
    for (const char byte : QByteArray("{\"command\":\"echo\"}")) {
        socket.write(&byte, 1);
        socket.flush();
        QCoreApplication::processEvents();
    }
    QCOMPARE(ask(socket, "\r\n"), QByteArray(R"({"ok":true,"result":{}})"));
}

void TestControlSocket::survives_garbage_data()
{
    QTest::addColumn<QByteArray>("garbage");
    QTest::newRow("empty line") << QByteArray("\n");
    QTest::newRow("words") << QByteArray("GET / HTTP/1.1\n");
    QTest::newRow("zeros") << QByteArray(500, '\0') + '\n';
    QTest::newRow("no object") << QByteArray("[1,2]\n");
    QTest::newRow("no command") << QByteArray("{}\n");
    QTest::newRow("command of a wrong type") << QByteArray("{\"command\":1}\n");
    QTest::newRow("arguments of a wrong type") << QByteArray("{\"command\":\"echo\",\"arguments\":[]}\n");
    QTest::newRow("deep") << QByteArray(900, '[') + '\n';
    QTest::newRow("not UTF-8") << QByteArray("{\"command\":\"\xff\xfe\"}\n");
}

void TestControlSocket::survives_garbage()
{
    QFETCH(QByteArray, garbage);
    QLocalSocket socket;
    const QByteArray answer = ask(socket, garbage);
    QVERIFY2(answer.contains("\"ok\":false"), answer.constData());
    QCOMPARE(ask(socket, "{\"command\":\"echo\"}\n"), QByteArray(R"({"ok":true,"result":{}})"));
}

void TestControlSocket::hangs_up_on_a_line_that_is_too_long()
{
    QLocalSocket fits;
    const QByteArray request = "{\"command\":\"echo\"}";
    QCOMPARE(ask(fits, request + QByteArray(999 - request.size(), ' ') + '\n'),
             QByteArray(R"({"ok":true,"result":{}})"));
    QLocalSocket socket;
    const QByteArray answer = ask(socket, QByteArray(5'000, 'x'));
    QVERIFY2(answer.contains("longer than 1000 bytes"), answer.constData());
    QTRY_COMPARE(socket.state(), QLocalSocket::UnconnectedState);
}

void TestControlSocket::turns_away_more_connections_than_it_may_have()
{
    QLocalSocket sockets[4];
    for (int i = 0; i < 3; ++i)
        QVERIFY(ask(sockets[i], "{\"command\":\"echo\"}\n").contains("true"));
    const QByteArray answer = ask(sockets[3], {});
    QVERIFY2(answer.contains("too many connections"), answer.constData());
    QTRY_COMPARE(sockets[3].state(), QLocalSocket::UnconnectedState);
    sockets[0].disconnectFromServer();
    QVERIFY(QTest::qWaitFor([this] {
        QLocalSocket next;
        return ask(next, "{\"command\":\"echo\"}\n").contains("true");
    }));
}

void TestControlSocket::hears_no_more_from_a_peer_that_does_not_read()
{
    constexpr int questions = 60; // more than fits the buffer for one line
    int asked = 0;
    m_control->add({QStringLiteral("much"), {}, {}}, [&asked](const QJsonObject &, const Control::Answer &answer) {
        ++asked;
        answer(QJsonObject{{QStringLiteral("text"), QString(500'000, u'x')}});
    });
    Result<ControlClient> client = ControlClient::connectTo(m_path);
    QVERIFY(client.ok());
    for (int at = 0; at < questions; ++at)
        QVERIFY(client->send(QStringLiteral("much"), {}).ok());
    QVERIFY(QTest::qWaitFor([&] { return asked > 0; }));
    // Everything that can happen before it reads has happened.
    for (int turn = 0; turn < 100; ++turn)
        QCoreApplication::processEvents();
    QVERIFY2(asked < 10, qPrintable(QString::number(asked)));
    std::unique_ptr<QThread> program(QThread::create([&client] {
        for (int at = 0; at < questions; ++at)
            QVERIFY(client->receive().ok());
    }));
    program->start();
    QTRY_VERIFY_WITH_TIMEOUT(program->isFinished(), 20'000);
    QCOMPARE(asked, questions);
}

void TestControlSocket::forgets_a_peer_that_left_before_its_answer()
{
    QLocalSocket socket;
    socket.connectToServer(m_path);
    socket.write("{\"command\":\"wait\"}\n");
    QTRY_COMPARE(m_waiting.size(), 1);
    socket.abort();
    QLocalSocket others[3];
    for (QLocalSocket &other : others)
        QTRY_VERIFY(ask(other, "{\"command\":\"echo\"}\n").contains("true"));
    m_waiting.takeFirst()(QJsonObject());
}

void TestControlSocket::replaces_what_a_killed_process_left()
{
    const QString path = m_folder->filePath(QStringLiteral("left.sock"));
    const int left = ::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_un address = {};
    address.sun_family = AF_UNIX;
    qstrncpy(address.sun_path, QFile::encodeName(path).constData(), sizeof address.sun_path);
    QCOMPARE(::bind(left, reinterpret_cast<sockaddr *>(&address), sizeof address), 0);
    ::close(left);
    QVERIFY(QFile::exists(path));
    QVERIFY(!ControlClient::answers(path));
    ControlSocket next(m_control.get());
    QVERIFY(next.listen(path).ok());
    QVERIFY(ControlClient::answers(path));
}

void TestControlSocket::leaves_a_living_gateway_its_socket()
{
    ControlSocket second(m_control.get());
    const auto listening = second.listen(m_path);
    QVERIFY(!listening.ok());
    QVERIFY(listening.error().sentence.contains(m_path));
    QLocalSocket socket;
    QVERIFY(ask(socket, "{\"command\":\"echo\"}\n").contains("true"));
}

void TestControlSocket::says_what_is_wrong_with_its_place()
{
    ControlSocket socket(m_control.get());
    const QString longPath = m_folder->filePath(QString(120, u'x'));
    for (const QString &path : {m_folder->filePath(QStringLiteral("nowhere/s.sock")), longPath}) {
        const auto listening = socket.listen(path);
        QVERIFY(!listening.ok());
        QVERIFY2(listening.error().sentence.contains(path), qPrintable(listening.error().sentence));
    }
}

void TestControlSocket::has_a_client_for_other_programs()
{
    std::unique_ptr<QThread> program(QThread::create([this] {
        Result<ControlClient> client = ControlClient::connectTo(m_path);
        QVERIFY(client.ok());
        const QJsonObject arguments{{QStringLiteral("word"), QStringLiteral("grüß")}};
        for (int i = 0; i < 3; ++i) {
            const auto answer = client->ask(QStringLiteral("echo"), arguments);
            QVERIFY(answer.ok());
            QCOMPARE(*answer, arguments);
        }
        const auto failure = client->ask(QStringLiteral("sing"), {});
        QVERIFY(!failure.ok());
        QVERIFY(failure.error().sentence.startsWith(QStringLiteral("there is no command")));
        const auto silence = client->ask(QStringLiteral("wait"), {}, std::chrono::milliseconds(50));
        QVERIFY(!silence.ok());
        QCOMPARE(silence.error().sentence, QStringLiteral("the gateway does not answer"));
    }));
    program->start();
    QTRY_VERIFY(program->isFinished());
}

void TestControlSocket::its_client_can_be_interrupted()
{
    int ends[2] = {-1, -1};
    QVERIFY(::pipe(ends) == 0);
    const Descriptor in(ends[0]);
    const Descriptor out(ends[1]);
    std::unique_ptr<QThread> program(QThread::create([this, &in] {
        Result<ControlClient> client = ControlClient::connectTo(m_path);
        QVERIFY(client.ok());
        client->interruptedBy(in.number());
        QVERIFY(client->ask(QStringLiteral("echo"), {}).ok());
        QVERIFY(!client->ask(QStringLiteral("wait"), {}, std::chrono::hours(1)).ok());
        QVERIFY(!client->isGone());
    }));
    program->start();
    QTRY_COMPARE(m_waiting.size(), 1);
    QVERIFY(::write(out.number(), "x", 1) == 1);
    QTRY_VERIFY(program->isFinished());
}

void TestControlSocket::tells_the_client_when_nobody_answers()
{
    const auto client = ControlClient::connectTo(m_folder->filePath(QStringLiteral("nobody")));
    QVERIFY(!client.ok());
    QVERIFY(client.error().sentence.contains(QStringLiteral("nobody")));
    QVERIFY(!ControlClient::connectTo(QString(500, u'x')).ok());
}

void TestControlSocket::tells_the_client_that_the_gateway_has_ended_before_it_asks()
{
    QLocalServer gateway;
    QVERIFY(gateway.listen(m_folder->filePath(QStringLiteral("short"))));
    Result<ControlClient> client = ControlClient::connectTo(gateway.fullServerName());
    QVERIFY(client.ok());
    QVERIFY(gateway.waitForNewConnection(5'000));
    delete gateway.nextPendingConnection();
    QVERIFY(!client->isGone());
    QVERIFY(!client->ask(QStringLiteral("echo"), {}).ok());
    QVERIFY(client->isGone());
}

QTEST_GUILESS_MAIN(TestControlSocket)
#include "tst_controlsocket.moc"
