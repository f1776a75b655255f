// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/subcommand.h"
#include "app/commandline.h"
#include "app/helptext.h"
#include "app/manual.h"

#include <QRegularExpression>
#include <QTest>

using namespace Signalbox;

class TestCommandLine : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void takes_its_options_in_both_spellings();
    void names_what_it_does_not_understand_data();
    void names_what_it_does_not_understand();
    void helps_with_every_option_in_readable_lines();
    void connects_as_it_is_told();
    void takes_words_and_options_of_subcommands();
    void helps_with_every_subcommand();
    void inspects_what_is_wanted();
    void the_manual_says_what_the_help_says();
    void the_manual_has_no_option_that_is_not_there();
    void the_manual_is_plain_roff();
    void names_what_connect_does_not_understand_data();
    void names_what_connect_does_not_understand();
};

void TestCommandLine::takes_its_options_in_both_spellings()
{
    const auto spaced = parseCommandLine({QStringLiteral("--headless"), QStringLiteral("--port"), QStringLiteral("0"),
                                          QStringLiteral("--config"), QStringLiteral("a=b.json"),
                                          QStringLiteral("--state"), QStringLiteral("dir")});
    const auto joined = parseCommandLine({QStringLiteral("--config=a=b.json"), QStringLiteral("--state=dir"),
                                          QStringLiteral("--port=0"), QStringLiteral("--headless")});
    for (const auto &line : {spaced, joined}) {
        QVERIFY(line.ok());
        QVERIFY(line->task == CommandLine::Task::Run);
        QVERIFY(line->headless);
        QVERIFY(!line->atLogin);
        QCOMPARE(line->configFile, QStringLiteral("a=b.json"));
        QCOMPARE(line->stateFolder, QStringLiteral("dir"));
        QVERIFY(line->port == quint16(0));
    }
    QVERIFY(!parseCommandLine({})->port);
    QVERIFY(parseCommandLine({QStringLiteral("-h")})->task == CommandLine::Task::Help);
    QVERIFY(parseCommandLine({QStringLiteral("--version")})->task == CommandLine::Task::Version);
}

void TestCommandLine::names_what_it_does_not_understand_data()
{
    QTest::addColumn<QStringList>("words");
    QTest::addColumn<QString>("named");
    QTest::newRow("option") << QStringList{QStringLiteral("--prot"), QStringLiteral("1")} << QStringLiteral("--prot");
    QTest::newRow("word") << QStringList{QStringLiteral("sing")} << QStringLiteral("unknown command \"sing\"; see");
    QTest::newRow("near word") << QStringList{QStringLiteral("statsu")} << QStringLiteral("did you mean \"signalbox status\"");
    QTest::newRow("late word") << QStringList{QStringLiteral("--headless"), QStringLiteral("status")} << QStringLiteral("status");
    QTest::newRow("missing word") << QStringList{QStringLiteral("restart")} << QStringLiteral("NAME is missing; usage: signalbox restart NAME");
    QTest::newRow("too many words") << QStringList{QStringLiteral("status"), QStringLiteral("now")} << QStringLiteral("unexpected word \"now\"");
    QTest::newRow("option of another") << QStringList{QStringLiteral("status"), QStringLiteral("-f")} << QStringLiteral("see signalbox status --help");
    QTest::newRow("lines") << QStringList{QStringLiteral("log"), QStringLiteral("-n"), QStringLiteral("many")} << QStringLiteral("-n cannot be \"many\"");
    QTest::newRow("negative lines") << QStringList{QStringLiteral("log"), QStringLiteral("--lines=-1")} << QStringLiteral("--lines");
    QTest::newRow("a call") << QStringList{QStringLiteral("inspect"), QStringLiteral("--call=0")} << QStringLiteral("--call cannot be \"0\"");
    QTest::newRow("a session") << QStringList{QStringLiteral("inspect"), QStringLiteral("--session"), QStringLiteral("x")} << QStringLiteral("--session");
    QTest::newRow("no value") << QStringList{QStringLiteral("--config")} << QStringLiteral("--config FILE");
    QTest::newRow("an option for a value")
        << QStringList{QStringLiteral("--state"), QStringLiteral("--headless")} << QStringLiteral("--state DIR");
    QTest::newRow("empty value") << QStringList{QStringLiteral("--config=")} << QStringLiteral("--config");
    QTest::newRow("port") << QStringList{QStringLiteral("--port"), QStringLiteral("65536")} << QStringLiteral("65536");
    QTest::newRow("port in words") << QStringList{QStringLiteral("--port=any")} << QStringLiteral("any");
    QTest::newRow("negative port") << QStringList{QStringLiteral("--port=-1")} << QStringLiteral("-1");
    QTest::newRow("value of a flag") << QStringList{QStringLiteral("--headless=yes")} << QStringLiteral("no value");
    QTest::newRow("empty word") << QStringList{QString()} << QStringLiteral("unknown command");
}

void TestCommandLine::names_what_it_does_not_understand()
{
    QFETCH(QStringList, words);
    QFETCH(QString, named);
    const auto line = parseCommandLine(words);
    QVERIFY(!line.ok());
    QVERIFY2(line.error().sentence.contains(named), qPrintable(line.error().sentence));
}

void TestCommandLine::helps_with_every_option_in_readable_lines()
{
    const QString text = helpText();
    for (const char *option :
         {"--at-login", "--config FILE", "--headless", "--help", "--port N", "--state DIR", "--version"})
        QVERIFY2(text.contains(QLatin1StringView(option)), option);
    for (const QString &line : text.split(u'\n'))
        QVERIFY2(line.size() <= 100, qPrintable(line));
}

void TestCommandLine::connects_as_it_is_told()
{
    const QString connect = QStringLiteral("connect");
    const auto bare = parseCommandLine({connect});
    QVERIFY(bare.ok());
    QVERIFY(bare->task == CommandLine::Task::Connect);
    QVERIFY(bare->url.isEmpty() && bare->backend.isEmpty());
    const auto line = parseCommandLine({connect, QStringLiteral("--url=https://host:1/mcp"), QStringLiteral("--backend"),
                                        QStringLiteral("Some Thing"), QStringLiteral("--state"), QStringLiteral("dir")});
    QVERIFY(line.ok());
    QCOMPARE(line->url, QStringLiteral("https://host:1/mcp"));
    QCOMPARE(line->backend, QStringLiteral("Some Thing"));
    QCOMPARE(line->stateFolder, QStringLiteral("dir"));

    const auto help = parseCommandLine({connect, QStringLiteral("--help")});
    QVERIFY(help->task == CommandLine::Task::Help);
    QCOMPARE(help->subcommand, connect);
    const QString text = helpText(help->subcommand);
    for (const char *option : {"--url", "--backend", "--config", "--state", "SIGNALBOX_TOKEN"})
        QVERIFY2(text.contains(QLatin1StringView(option)), option);
    QVERIFY(!text.contains(QStringLiteral("--headless")));
    QVERIFY(helpText().contains(connect));
}

void TestCommandLine::takes_words_and_options_of_subcommands()
{
    const auto log = parseCommandLine({QStringLiteral("log"), QStringLiteral("-f"), QStringLiteral("-n"), QStringLiteral("7"),
                                       QStringLiteral("--json"), QStringLiteral("--config"), QStringLiteral("a.json")});
    QVERIFY(log.ok());
    QVERIFY(log->task == CommandLine::Task::Subcommand);
    QCOMPARE(log->subcommand, QStringLiteral("log"));
    QVERIFY(log->follow && log->json);
    QCOMPARE(log->lines, 7);
    QCOMPARE(log->configFile, QStringLiteral("a.json"));
    const auto restart = parseCommandLine({QStringLiteral("restart"), QStringLiteral("--state=s"), QStringLiteral("my files")});
    QCOMPARE(restart->words, QStringList{QStringLiteral("my files")});
    QVERIFY(parseCommandLine({QStringLiteral("check")})->words.isEmpty());
    QCOMPARE(parseCommandLine({QStringLiteral("check"), QStringLiteral("f")})->words, QStringList{QStringLiteral("f")});
    QCOMPARE(parseCommandLine({QStringLiteral("tools"), QStringLiteral("--backend"), QStringLiteral("a")})->backend, QStringLiteral("a"));
}

void TestCommandLine::helps_with_every_subcommand()
{
    const QString all = helpText();
    for (const Subcommand &each : subcommands()) {
        const QString name = QLatin1StringView(each.name);
        const auto line = parseCommandLine({name, QStringLiteral("--help")});
        QVERIFY2(line.ok() && line->task == CommandLine::Task::Help, each.name);
        QVERIFY2(all.contains(QStringLiteral("\n  ") + name), each.name);
        const QString text = helpText(line->subcommand);
        QVERIFY2(text.startsWith(QStringLiteral("Usage: signalbox ") + name), each.name);
        QVERIFY2(text.contains(QStringLiteral("--config FILE")) && text.contains(QStringLiteral("6 no gateway runs")), each.name);
        for (const QString &one : text.split(u'\n'))
            QVERIFY2(one.size() <= 100, qPrintable(one));
    }
}

void TestCommandLine::inspects_what_is_wanted()
{
    const auto line = parseCommandLine({QStringLiteral("inspect"), QStringLiteral("--session"), QStringLiteral("4"), QStringLiteral("--backend=files"),
                                        QStringLiteral("--method"), QStringLiteral("tools/call"), QStringLiteral("--id=\"x\""),
                                        QStringLiteral("--call=9"), QStringLiteral("--errors"), QStringLiteral("--body"), QStringLiteral("--json")});
    QVERIFY(line.ok());
    QCOMPARE(line->session, quint64(4));
    QCOMPARE(line->call, quint64(9));
    QCOMPARE(line->backend, QStringLiteral("files"));
    QCOMPARE(line->method, QStringLiteral("tools/call"));
    QCOMPARE(line->id, QStringLiteral("\"x\""));
    QVERIFY(line->errors && line->body && line->json);
    const auto all = parseCommandLine({QStringLiteral("inspect")});
    QVERIFY(all->session == 0 && all->call == 0 && !all->errors && !all->body);
}

namespace {

/** Of a part of the page that begins with that line, up to the next part. */
QString partOf(const QString &page, const QString &head)
{
    const qsizetype from = page.indexOf(u'\n' + head + u'\n');
    static const QRegularExpression next(QStringLiteral("\n\\.S[HS] "));
    return from < 0 ? QString() : page.sliced(from + 1, page.indexOf(next, from + 3) - from - 1);
}

/** As it is read. */
QString plain(QString roff)
{
    static const QRegularExpression fonts(QStringLiteral("\\\\f[BIR]"));
    return roff.remove(fonts).replace(QStringLiteral("\\-"), QStringLiteral("-")).replace(QStringLiteral("\\(ti"), QStringLiteral("~"))
        .replace(QStringLiteral("\\(dq"), QStringLiteral("\"")).replace(QStringLiteral("\\e"), QStringLiteral("\\")).remove(QStringLiteral("\\&"));
}

} // namespace

void TestCommandLine::the_manual_says_what_the_help_says()
{
    const QString page = manualPage();
    const auto hasAll = [](const QString &part, const QString &help) {
        const QString said = plain(part).simplified();
        const QStringList lines = help.section(QStringLiteral("\nOptions:\n"), 0, 0).split(u'\n').mid(1);
        for (const QString &line : lines) {
            if (!said.contains(line.simplified()))
                return line;
        }
        return QString();
    };
    QStringList names{QString()};
    for (const Subcommand &each : subcommands())
        names.append(QLatin1StringView(each.name));
    for (const QString &name : names) {
        const Subcommand *subcommand = subcommandNamed(name);
        const QString words = subcommand ? QLatin1StringView(subcommand->words) : QString();
        const QString title = QStringLiteral(".SS \"%1\"").arg(QStringLiteral("%1 %2").arg(name, words).trimmed());
        const QString part = subcommand ? partOf(page, title) : partOf(page, QStringLiteral(".SH OPTIONS"));
        QVERIFY2(!part.isEmpty(), qPrintable(title));
        if (subcommand) {
            const QString missing = hasAll(part, helpText(name));
            QVERIFY2(missing.isEmpty(), qPrintable(missing));
        }
        const QList<OptionText> options = optionsOf(name);
        for (const OptionText &option : options) {
            QVERIFY2(helpText(name).contains(option.name), qPrintable(option.name));
            const QString shown = plain(option.isEverywhere && subcommand ? page : part);
            QVERIFY2(shown.contains(option.name + (option.value.isEmpty() ? QString() : u' ' + option.value) + u'\n' + option.help),
                     qPrintable(name + u' ' + option.name));
        }
    }
    const QString exits = plain(partOf(page, QStringLiteral(".SH EXIT STATUS")));
    for (const HelpWords::Exit &exit : HelpWords::exits) {
        const QString meaning = QLatin1StringView(exit.meaning);
        QVERIFY2(exits.contains(QStringLiteral("%1\n%2").arg(exit.code).arg(meaning)), exit.meaning);
        QVERIFY2(helpText().simplified().contains(QStringLiteral("%1 %2").arg(exit.code).arg(meaning)), exit.meaning);
    }
}

void TestCommandLine::the_manual_has_no_option_that_is_not_there()
{
    QStringList known;
    QStringList names{QString()};
    for (const Subcommand &each : subcommands())
        names.append(QLatin1StringView(each.name));
    for (const QString &name : std::as_const(names)) {
        const QList<OptionText> options = optionsOf(name);
        for (const OptionText &option : options)
            known.append(option.name);
    }
    static const QRegularExpression options(QStringLiteral("--[a-z][a-z-]*"));
    int found = 0;
    for (auto match = options.globalMatch(plain(manualPage())); match.hasNext(); ++found) {
        const QString option = match.next().captured();
        QVERIFY2(known.contains(option), qPrintable(option));
    }
    QVERIFY(found > 20);
    const QString commands = manualPage();
    static const QRegularExpression heads(QStringLiteral("\n\\.SS \"([a-z]*)"));
    for (auto match = heads.globalMatch(commands); match.hasNext();)
        QVERIFY(names.contains(match.next().captured(1)));
}

void TestCommandLine::the_manual_is_plain_roff()
{
    static const QStringList requests{QStringLiteral(".\\\""), QStringLiteral(".TH"), QStringLiteral(".SH"), QStringLiteral(".SS"), QStringLiteral(".TP"),
                                      QStringLiteral(".PP"), QStringLiteral(".B"), QStringLiteral(".br")};
    const QStringList lines = manualPage().split(u'\n');
    for (const QString &line : lines) {
        QVERIFY2(!line.startsWith(u'\''), qPrintable(line));
        QVERIFY2(!line.startsWith(u'.') || requests.contains(line.section(u' ', 0, 0)), qPrintable(line));
    }
    QVERIFY(manualPage().endsWith(u'\n'));
}

void TestCommandLine::names_what_connect_does_not_understand_data()
{
    QTest::addColumn<QString>("word");
    QTest::newRow("an option of the gateway") << QStringLiteral("--headless");
    QTest::newRow("no address") << QStringLiteral("--url=nowhere");
    QTest::newRow("another scheme") << QStringLiteral("--url=ftp://host/mcp");
    QTest::newRow("a path") << QStringLiteral("--backend=a/b");
    QTest::newRow("nobody") << QStringLiteral("--backend=");
}

void TestCommandLine::names_what_connect_does_not_understand()
{
    QFETCH(QString, word);
    const auto line = parseCommandLine({QStringLiteral("connect"), word});
    QVERIFY(!line.ok());
    QVERIFY2(line.error().sentence.contains(word.section(u'=', 0, 0)), qPrintable(line.error().sentence));
    QVERIFY(!parseCommandLine({word}).ok() || word == u"--headless");
}

QTEST_APPLESS_MAIN(TestCommandLine)
#include "tst_commandline.moc"
