// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/plugins/deskbench.h"

#include <QCoreApplication>
#include <QProcess>

#include <cerrno>
#include <csignal>
#include <sys/stat.h>

using namespace Signalbox;

namespace {

// Like the real one in the foreground: holds the text until it is killed.
constexpr const char *xclip = R"(
case "$*" in
*-in*) /bin/cat > "$BENCH/text"; echo $$ > "$BENCH/pid"; exec /bin/sleep 100 ;;
*-out*) exec /bin/cat "$BENCH/text" ;;
esac
)";

bool isAlive(const QByteArray &pid)
{
    return pid.toInt() > 0 && (::kill(pid.toInt(), 0) == 0 || errno == EPERM);
}

QByteArray targeting(const QString &target)
{
    return "{\"target\":" + jsonString(target.toUtf8()) + '}';
}

// moc reads two slashes in a raw string inside a macro as a comment.
QByteArray page()
{
    return targeting(QStringLiteral("https://example.org"));
}

} // namespace

class TestDeskPrograms : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { m_world = std::make_unique<DeskWorld>(); }
    void cleanup() { m_world.reset(); }
    void prefers_the_programs_of_the_session_that_runs();
    void lists_no_clipboard_without_a_display();
    void reads_what_it_wrote();
    void keeps_the_clipboard_when_the_backend_goes_and_until_it_is_replaced();
    void lets_the_clipboard_die_with_the_gateway();
    void accepts_a_program_that_goes_to_the_background();
    void tells_why_the_clipboard_could_not_be_written();
    void tells_why_the_clipboard_could_not_be_read();
    void refuses_a_clipboard_over_the_limit();
    void stops_reading_the_clipboard_when_cancelled();
    void opens_pages_and_files_with_the_launcher_data();
    void opens_pages_and_files_with_the_launcher();
    void refuses_to_open_what_is_no_page_and_no_document_data();
    void refuses_to_open_what_is_no_page_and_no_document();
    void refuses_to_open_programs();
    void tells_when_the_launcher_fails();
    void leaves_what_it_opened_alone();

private:
    std::unique_ptr<DeskWorld> m_world;
};

void TestDeskPrograms::prefers_the_programs_of_the_session_that_runs()
{
    m_world->addProgram(QStringLiteral("xclip"), "echo X");
    m_world->addProgram(QStringLiteral("xsel"), "echo S");
    m_world->addProgram(QStringLiteral("wl-paste"), "echo W");
    const QJsonObject all{{QStringLiteral("clipboardRead"), true}};
    qputenv("DISPLAY", ":99");
    QCOMPARE(DeskBench(all).text("clipboard_read"), QByteArray("X\n"));
    QVERIFY(QFile::remove(m_world->folder.filePath(QStringLiteral("xclip"))));
    QCOMPARE(DeskBench(all).text("clipboard_read"), QByteArray("S\n"));
    qputenv("WAYLAND_DISPLAY", "wayland-9");
    QCOMPARE(DeskBench(all).text("clipboard_read"), QByteArray("W\n"));
}

void TestDeskPrograms::lists_no_clipboard_without_a_display()
{
    m_world->addProgram(QStringLiteral("xclip"), xclip);
    const QJsonObject all{{QStringLiteral("clipboardRead"), true}};
    QCOMPARE(DeskBench(all).tools(), QByteArray("gateway_status current_time"));
    qputenv("DISPLAY", ":99");
    QCOMPARE(DeskBench(all).tools(), QByteArray("gateway_status current_time clipboard_read clipboard_write"));
    QCOMPARE(DeskBench().tools(), QByteArray("gateway_status current_time clipboard_write"));
}

void TestDeskPrograms::reads_what_it_wrote()
{
    m_world->addProgram(QStringLiteral("xclip"), xclip);
    qputenv("DISPLAY", ":99");
    DeskBench bench({{QStringLiteral("clipboardRead"), true}});
    QCOMPARE(bench.text("clipboard_write", R"({"text":"h\u00e4llo\nthere"})"),
             QByteArray("12 bytes of text are on the clipboard."));
    QVERIFY(!bench.isError());
    QCOMPARE(bench.text("clipboard_read"), QByteArray("hällo\nthere"));
    bench.text("clipboard_write", R"({"text":""})");
    QVERIFY(!bench.isError());
    QCOMPARE(bench.text("clipboard_read"), QByteArray());
}

void TestDeskPrograms::keeps_the_clipboard_when_the_backend_goes_and_until_it_is_replaced()
{
    m_world->addProgram(QStringLiteral("xclip"), xclip);
    qputenv("DISPLAY", ":99");
    auto bench = std::make_unique<DeskBench>();
    bench->call("clipboard_write", R"({"text":"one"})");
    const QByteArray first = m_world->content(QStringLiteral("pid"));
    QFile environment(QStringLiteral("/proc/%1/environ").arg(QString::fromLatin1(first)));
    QVERIFY(environment.open(QIODevice::ReadOnly));
    QVERIFY(environment.readAll().contains("SIGNALBOX_TAG=deskbench"));
    bench.reset();
    QTest::qWait(0);
    QVERIFY(isAlive(first));
    DeskBench other;
    other.call("clipboard_write", R"({"text":"two"})");
    const QByteArray second = m_world->content(QStringLiteral("pid"));
    QVERIFY(second != first);
    QTRY_VERIFY(!isAlive(first));
    QVERIFY(isAlive(second));
}

void TestDeskPrograms::lets_the_clipboard_die_with_the_gateway()
{
    m_world->addProgram(QStringLiteral("xclip"), xclip);
    qputenv("DISPLAY", ":99");
    QProcess gateway;
    gateway.start(QCoreApplication::applicationFilePath(), {QStringLiteral("hold-the-clipboard")});
    QTRY_COMPARE(m_world->content(QStringLiteral("held")), QByteArray("yes"));
    const QByteArray holder = m_world->content(QStringLiteral("pid"));
    QVERIFY(isAlive(holder));
    gateway.kill();
    QTRY_COMPARE(gateway.state(), QProcess::NotRunning);
    QTRY_VERIFY(!isAlive(holder));
}

void TestDeskPrograms::accepts_a_program_that_goes_to_the_background()
{
    m_world->addProgram(QStringLiteral("wl-copy"), "/bin/cat > $BENCH/text; echo \"$@\" > $BENCH/args");
    qputenv("WAYLAND_DISPLAY", "wayland-9");
    DeskBench bench;
    QCOMPARE(bench.text("clipboard_write", R"({"text":"x"})"), QByteArray("1 bytes of text are on the clipboard."));
    QVERIFY(!bench.isError());
    QCOMPARE(m_world->content(QStringLiteral("args")), QByteArray("--foreground --type text/plain;charset=utf-8"));
}

void TestDeskPrograms::tells_why_the_clipboard_could_not_be_written()
{
    m_world->addProgram(QStringLiteral("xsel"), "echo \"Can't open display\" >&2; exit 1");
    qputenv("DISPLAY", ":99");
    DeskBench bench;
    QCOMPARE(bench.text("clipboard_write", R"({"text":"x"})"),
             QByteArray("xsel could not take the clipboard: Can't open display"));
    QVERIFY(bench.isError());
}

void TestDeskPrograms::tells_why_the_clipboard_could_not_be_read()
{
    m_world->addProgram(QStringLiteral("xclip"), "echo 'target UTF8_STRING not available' >&2; exit 1");
    qputenv("DISPLAY", ":99");
    DeskBench bench({{QStringLiteral("clipboardRead"), true}});
    QCOMPARE(bench.text("clipboard_read"),
             QByteArray("The clipboard holds no text that could be read. xclip ended with "
                        "code 1: target UTF8_STRING not available."));
    QVERIFY(bench.isError());
}

void TestDeskPrograms::refuses_a_clipboard_over_the_limit()
{
    m_world->addProgram(QStringLiteral("xclip"), "exec /usr/bin/yes");
    qputenv("DISPLAY", ":99");
    DeskBench bench({{QStringLiteral("clipboardRead"), true}});
    QVERIFY(bench.text("clipboard_read").contains("more than 1024 KiB"));
    QVERIFY(bench.isError());
    const QByteArray big(1024 * 1024, 'a');
    QVERIFY(bench.text("clipboard_write", R"({"text":")" + big + R"(a"})").contains("at most"));
    QVERIFY(bench.isError());
    // Fewer characters than the schema allows, but more bytes.
    QByteArray wide;
    for (int i = 0; i < 600'000; ++i)
        wide += "ä";
    QVERIFY(bench.text("clipboard_write", R"({"text":")" + wide + R"("})").contains("got 1200000 bytes"));
    QVERIFY(bench.isError());
}

void TestDeskPrograms::stops_reading_the_clipboard_when_cancelled()
{
    m_world->addProgram(QStringLiteral("xclip"), "echo $$ > $BENCH/pid; exec /bin/sleep 100");
    qputenv("DISPLAY", ":99");
    DeskBench bench({{QStringLiteral("clipboardRead"), true}});
    bench.startCall("clipboard_read", "{}");
    QTRY_VERIFY(isAlive(m_world->content(QStringLiteral("pid"))));
    bench.say(R"({"jsonrpc":"2.0","method":"notifications/cancelled","params":{"requestId":"c"}})");
    QTRY_VERIFY(!isAlive(m_world->content(QStringLiteral("pid"))));
    QCOMPARE(bench.tools(), QByteArray("gateway_status current_time clipboard_read clipboard_write"));
    QVERIFY(bench.peer->messages.isEmpty());
}

void TestDeskPrograms::opens_pages_and_files_with_the_launcher_data()
{
    QTest::addColumn<QByteArray>("target");
    QTest::addColumn<QByteArray>("launched");
    QTest::newRow("page") << QByteArray("https://example.org/a?b=c%20d#e")
                          << QByteArray("https://example.org/a?b=c%20d#e");
    QTest::newRow("plain http") << QByteArray("HTTP://example.org") << QByteArray("http://example.org");
    QTest::newRow("mail") << QByteArray("mailto:a@example.org") << QByteArray("mailto:a@example.org");
    QTest::newRow("file") << QByteArray("$BENCH/a file.txt") << QByteArray("file://$BENCH/a%20file.txt");
    QTest::newRow("file URL") << QByteArray("file://$BENCH/a%20file.txt") << QByteArray("file://$BENCH/a%20file.txt");
    QTest::newRow("folder") << QByteArray("$BENCH") << QByteArray("file://$BENCH");
}

void TestDeskPrograms::opens_pages_and_files_with_the_launcher()
{
    QFETCH(QByteArray, target);
    QFETCH(QByteArray, launched);
    m_world->addProgram(QStringLiteral("xdg-open"), R"(printf '%s|' "$@" > "$BENCH/args")");
    QFile file(m_world->folder.filePath(QStringLiteral("a file.txt")));
    QVERIFY(file.open(QIODevice::WriteOnly));
    qputenv("DISPLAY", ":99");
    DeskBench bench;
    QCOMPARE(bench.tools(), QByteArray("gateway_status current_time open"));
    target.replace("$BENCH", m_world->folder.path().toUtf8());
    launched.replace("$BENCH", m_world->folder.path().toUtf8());
    QCOMPARE(bench.text("open", R"({"target":")" + target + R"("})"), QByteArray("It is open."));
    QVERIFY(!bench.isError());
    QCOMPARE(m_world->content(QStringLiteral("args")), launched + '|');
}

void TestDeskPrograms::refuses_to_open_what_is_no_page_and_no_document_data()
{
    QTest::addColumn<QByteArray>("target");
    for (const char *target : {"javascript:alert(1)", "ftp://example.org/", "data:text/html,x", "vscode://x",
                               "https://", "http:///x", "--help", "relative.txt", "~nobody/x", "/no/such/file",
                               "file://elsewhere/etc/hosts", "https://exa mple.org", "/dev/null"})
        QTest::newRow(target) << QByteArray(target);
    QTest::newRow("zero byte") << QByteArray("/etc\\u0000/hosts");
}

void TestDeskPrograms::refuses_to_open_what_is_no_page_and_no_document()
{
    QFETCH(QByteArray, target);
    m_world->addProgram(QStringLiteral("xdg-open"), "echo called > $BENCH/args");
    qputenv("DISPLAY", ":99");
    DeskBench bench;
    bench.call("open", R"({"target":")" + target + R"("})");
    QVERIFY(bench.isError());
    QCOMPARE(m_world->content(QStringLiteral("args")), QByteArray());
}

void TestDeskPrograms::refuses_to_open_programs()
{
    m_world->addProgram(QStringLiteral("xdg-open"), "echo called > $BENCH/args");
    m_world->addProgram(QStringLiteral("script"), "exit 0");
    QFile entry(m_world->folder.filePath(QStringLiteral("x.DESKTOP")));
    QVERIFY(entry.open(QIODevice::WriteOnly));
    QVERIFY(QFile::link(m_world->folder.filePath(QStringLiteral("script")),
                        m_world->folder.filePath(QStringLiteral("letter.txt"))));
    QCOMPARE(::mkfifo(m_world->folder.filePath(QStringLiteral("pipe.txt")).toUtf8().constData(), 0600), 0);
    qputenv("DISPLAY", ":99");
    DeskBench bench;
    for (const char *name : {"script", "x.DESKTOP", "letter.txt", "pipe.txt"}) {
        bench.call("open", targeting(m_world->folder.filePath(QString::fromLatin1(name))));
        QVERIFY2(bench.isError(), name);
    }
    QCOMPARE(m_world->content(QStringLiteral("args")), QByteArray());
}

void TestDeskPrograms::tells_when_the_launcher_fails()
{
    m_world->addProgram(QStringLiteral("xdg-open"), "exit 3");
    qputenv("DISPLAY", ":99");
    DeskBench bench;
    QCOMPARE(bench.text("open", page()), QByteArray("xdg-open could not open it (code 3)."));
    QVERIFY(bench.isError());
}

void TestDeskPrograms::leaves_what_it_opened_alone()
{
    m_world->addProgram(QStringLiteral("xdg-open"),
                        "/bin/sleep 30 & echo $! > $BENCH/pid; echo \"$SIGNALBOX_TAG\" > $BENCH/tag");
    qputenv("DISPLAY", ":99");
    auto bench = std::make_unique<DeskBench>();
    QCOMPARE(bench->text("open", page()), QByteArray("It is open."));
    const QByteArray browser = m_world->content(QStringLiteral("pid"));
    bench->backend->close();
    QTRY_COMPARE(bench->peer->closed, 1);
    bench.reset();
    QVERIFY(isAlive(browser));
    QCOMPARE(m_world->content(QStringLiteral("tag")), QByteArray());
    ::kill(browser.toInt(), SIGKILL);
}

/** The part of a gateway that is killed: it writes the clipboard and stays. */
static int holdTheClipboard()
{
    Surroundings surroundings;
    auto desk = deskPlugin()->create({}, surroundings);
    if (!desk)
        return 1;
    Backend *backend = desk->get();
    QObject::connect(backend, &Backend::opened, backend, [backend] {
        backend->send(parsed(R"({"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"clipboard_write",)"
                             R"("arguments":{"text":"x"},$M}})"),
                      Route{1, {}});
    });
    QObject::connect(backend, &Backend::received, backend, [] {
        QFile sign(qEnvironmentVariable("BENCH") + QStringLiteral("/held"));
        if (sign.open(QIODevice::WriteOnly))
            sign.write("yes");
    });
    backend->open();
    return QCoreApplication::exec();
}

int main(int argc, char **argv)
{
    QCoreApplication app(argc, argv);
    if (app.arguments().contains(QStringLiteral("hold-the-clipboard")))
        return holdTheClipboard();
    TestDeskPrograms test;
    return QTest::qExec(&test, argc, argv);
}

#include "tst_deskprograms.moc"
