// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/layering/house.h"

#include <QFile>
#include <QTemporaryDir>
#include <QTest>

namespace {

const QByteArray licence = "// SPDX-License-Identifier: GPL-3.0-or-later\n";

/** A tree of one file. */
QStringList violationsOf(const QString &path, const QByteArray &text)
{
    QTemporaryDir root;
    const QString file = root.filePath(path);
    if (!QDir().mkpath(QFileInfo(file).path()))
        return {QStringLiteral("no folder for %1").arg(path)};
    QFile out(file);
    if (!out.open(QIODevice::WriteOnly) || out.write(text) != text.size())
        return {QStringLiteral("cannot write %1").arg(path)};
    out.close();
    return House(QDir(root.path())).violations();
}

} // namespace

class TestLayering : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void the_project_keeps_its_rules();
    void a_violation_is_found_data();
    void a_violation_is_found();
    void what_is_allowed_is_not_held_against_anybody_data();
    void what_is_allowed_is_not_held_against_anybody();
    void a_violation_is_found_with_its_line();
    void packages_of_others_are_left_out();
};

void TestLayering::the_project_keeps_its_rules()
{
    const House house(QDir(QStringLiteral(PROJECT_SOURCE_DIRECTORY)));
    QVERIFY(house.sources().size() > 20);
    const QStringList found = house.violations();
    QVERIFY2(found.isEmpty(), qPrintable(u'\n' + found.join(u'\n')));
}

void TestLayering::a_violation_is_found_data()
{
    QTest::addColumn<QString>("path");
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QString>("sentence");
    const auto row = [](const char *name, const char *path, const QByteArray &code, const char *sentence) {
        QTest::newRow(name) << QString::fromLatin1(path) << licence + code << QString::fromLatin1(sentence);
    };
    row("core includes app", "core/gateway.cpp", "#include \"app/main.h\"\n", "core may not include app/main.h");
    row("core includes ui", "core/wire/a.cpp", "#include \"ui/tray.h\"\n", "core may not include ui/tray.h");
    row("core includes a plugin", "core/plugin/a.cpp", "#include \"plugins/stdio/a.h\"\n", "core may not include");
    row("core includes a test", "core/wire/a.cpp", "#include \"tests/fakes/a.h\"\n", "core may not include");
    row("ui includes a session", "ui/a.cpp", "#include \"core/session/session.h\"\n", "ui may not include");
    row("ui includes the gateway", "ui/a.cpp", "#include \"core/gateway.h\"\n", "ui may not include");
    row("ui includes app", "ui/a.cpp", "#include \"app/a.h\"\n", "ui may not include");
    row("a plugin includes the router", "plugins/http/a.cpp", "#include \"core/routing/router.h\"\n",
        "plugins may not include");
    row("a plugin includes another", "plugins/http/a.cpp", "#include \"plugins/stdio/a.h\"\n",
        "plugins may not include");
    row("a plugin includes facts", "plugins/stdio/a.cpp", "#include \"core/bus/facts.h\"\n", "plugins may not include");
    row("desk includes control", "plugins/desk/a.cpp", "#include \"core/control/control.h\"\n",
        "plugins/desk may not include");
    row("a front includes another", "core/front/sse/a.cpp", "#include \"core/front/legacy/a.h\"\n",
        "only core/gateway.cpp includes core/front/legacy/");
    row("the router includes a front", "core/routing/a.cpp", "#include \"core/front/modern/a.h\"\n",
        "only core/gateway.cpp includes core/front/modern/");
    row("the gateway's header includes a front", "core/gateway.h", "#include \"core/front/streamapi/a.h\"\n",
        "only core/gateway.cpp includes core/front/streamapi/");
    row("a dialect includes the other", "core/upstream/modern/a.cpp", "#include \"core/upstream/legacy/a.h\"\n",
        "only core/gateway.cpp includes core/upstream/legacy/");
    row("app includes a dialect", "app/a.cpp", "#include \"core/upstream/modern/a.h\"\n",
        "only core/gateway.cpp includes core/upstream/modern/");
    row("a way up", "core/wire/a.cpp", "#include \"../http/a.h\"\n", "written from the project's root");
    row("QtHttpServer in a front", "core/front/a.cpp", "#include <QAbstractHttpServer>\n", "only core/http knows");
    row("QtHttpServer by its folder", "core/front/a.cpp", "#include <QtHttpServer/QHttpServer>\n",
        "only core/http knows");
    row("QtHttpServer in a test", "tests/http/a.cpp", "#include <QHttpServer>\n", "only core/http knows");
    row("Gui in core", "core/a.cpp", "#include <QIcon>\n", "only ui draws");
    row("Widgets in app", "app/a.cpp", "#include <QApplication>\n", "only ui draws");
    row("Gui in desk", "plugins/desk/a.cpp", "#include <QtGui/QClipboard>\n", "only ui draws");
    row("D-Bus in core", "core/a.cpp", "#include <QDBusConnection>\n", "do without D-Bus");
    row("a database in a plugin", "plugins/stdio/a.cpp", "#include <QSqlDatabase>\n", "only core keeps");
    row("curl in core", "core/a.cpp", "#include <curl/curl.h>\n", "only plugins/http knows libcurl");
    row("simdjson in the program", "core/wire/a.cpp", "#include <simdjson.h>\n", "only judges");
    row("QHttpServer by name", "core/front/a.h", "class QHttpServer;\n", "only core/http knows");
    row("a session header", "core/policy/a.cpp", "auto a = \"mcp-Session-ID\";\n", "Mcp-Session-Id belongs");
    row("a version", "core/routing/a.cpp", "auto a = \"2025-06-18\";\n", "are named only where");
    row("a version in a plugin", "plugins/http/a.cpp", "auto a = \"2026-07-28\";\n", "are named only where");
    row("a version compared", "core/session/session.cpp", "if (s.protocolVersion >= v) { }\n", "are compared only");
    row("a version compared from the right", "app/a.cpp", "if (v == s->protocolVersion()) { }\n", "are compared only");
    row("a singleton used", "core/bus/a.cpp", "Bus::instance()->f();\n", "no singletons");
    row("a singleton made", "core/bus/a.h", "static Bus *instance();\n", "no singletons");
    row("a front by name", "core/front/endpoint.cpp", "class LegacyFront;\n",
        "only core/gateway.cpp names LegacyFront");
    row("a dialect by name", "core/upstream/leg.cpp", "ModernDialect d;\n",
        "only core/gateway.cpp names ModernDialect");
    row("unfinished work", "docs/a.md",
        "// TO"
        "DO: more\n",
        "unfinished work");
    row("unfinished work in a test", "tests/a.cpp",
        "/* FIX"
        "ME */\n",
        "unfinished work");
    row("a path of a machine", "README.md",
        "cd /wo"
        "rk/main\n",
        "a path of one machine");
    row("somebody's home", "tests/a.mjs",
        "open('/ho"
        "me/jane/x');\n",
        "a path of one machine");
    row("a long file", "core/a.cpp", QByteArray(400, '\n'), "401 lines, 400 are the limit");
    row("a long script", "tests/whole/a.mjs", QByteArray(400, '\n'), "401 lines, 400 are the limit");
    QTest::newRow("no licence") << QStringLiteral("core/a.h") << QByteArray("#pragma once\n")
                                << QStringLiteral("the licence line is missing");
    QTest::newRow("a script without licence") << QStringLiteral("packaging/run") << QByteArray("#!/bin/bash\nls\n")
                                              << QStringLiteral("the licence line is missing");
}

void TestLayering::a_violation_is_found()
{
    QFETCH(QString, path);
    QFETCH(QByteArray, text);
    QFETCH(QString, sentence);
    const QStringList found = violationsOf(path, text);
    QCOMPARE(found.size(), 1);
    QVERIFY2(found.first().startsWith(path + u':'), qPrintable(found.first()));
    QVERIFY2(found.first().contains(sentence), qPrintable(found.first()));
}

void TestLayering::what_is_allowed_is_not_held_against_anybody_data()
{
    QTest::addColumn<QString>("path");
    QTest::addColumn<QByteArray>("code");
    const auto row = [](const char *name, const char *path, const QByteArray &code) {
        QTest::newRow(name) << QString::fromLatin1(path) << code;
    };
    row("app includes core and ui", "app/main.cpp", "#include \"core/gateway.h\"\n#include \"ui/uimodule.h\"\n");
    row("ui includes facts", "ui/a.cpp",
        "#include \"core/bus/facts.h\"\n#include \"core/tap/tap.h\"\n#include <QIcon>\n");
    row("a plugin includes the SDK", "plugins/stdio/a.cpp",
        "#include \"plugins/stdio/a.h\"\n#include \"core/plugin/backend.h\"\n#include \"core/wire/message.h\"\n");
    row("a file of the same folder", "plugins/stdio/a.cpp", "#include \"a.h\"\n");
    row("desk includes facts and D-Bus", "plugins/desk/a.cpp",
        "#include \"core/bus/facts.h\"\n#include <QDBusConnection>\n");
    row("the gateway builds fronts", "core/gateway.cpp",
        "#include \"core/front/legacy/legacyfront.h\"\nLegacyFront f;\nModernDialect d;\n");
    row("a front is itself", "core/front/legacy/a.cpp",
        "#include \"core/front/legacy/a.h\"\nLegacyFront f;\nauto h = \"Mcp-Session-Id\";\nauto v = \"2025-11-25\";\n");
    row("the guard", "core/http/a.cpp", "#include <QAbstractHttpServer>\nQAbstractHttpServer s;\n");
    row("features come from versions", "core/session/features.cpp", "if (protocolVersion >= \"2025-06-18\") { }\n");
    row("a version is passed on", "core/upstream/a.cpp", "fact.protocolVersion = identity->protocolVersion;\n");
    row("a comment may explain", "core/http/a.h", "/** Not for QIcon. */\n// Bus::instance() would be 2025-06-18.\n");
    row("a comment may name a version", "core/call/call.h",
        "int a; // since 2025-11-25\n/* LegacyFront\n 2024-11-05 */\n");
    row("digits may be separated", "core/a.cpp", "int a = 10'000; // LegacyFront's, 1'000\n");
    row("a slash in a string is no comment", "core/a.cpp", "auto a = \"http://x\"; int b = '\\'';\n");
    row("a raw string is no comment", "core/a.cpp", "auto a = R\"x(// \" /* )x\"; // StreamApi\n");
    row("a plugin's root object", "core/plugin/a.cpp", "auto *o = loader.instance();\n");
    row("the application", "app/a.cpp", "auto *o = QCoreApplication::instance();\n");
    row("instances are a setting", "core/config/a.cpp", "enum class Instances { Shared };\nint instance = 1;\n");
    row("400 lines", "core/a.cpp", QByteArray(399, '\n'));
    row("a test names everything", "tests/front/a.cpp",
        "#include \"core/front/legacy/legacyfront.h\"\nauto v = \"2025-06-18\";\nauto h = \"Mcp-Session-Id\";\n");
    row("somebody in an example", "docs/a.md", "Put it in /home/you/.config or ~/work/x.\n");
}

void TestLayering::what_is_allowed_is_not_held_against_anybody()
{
    QFETCH(QString, path);
    QFETCH(QByteArray, code);
    const QStringList found = violationsOf(path, licence + code);
    QVERIFY2(found.isEmpty(), qPrintable(found.join(u'\n')));
}

void TestLayering::a_violation_is_found_with_its_line()
{
    const QStringList found = violationsOf(QStringLiteral("core/a.cpp"),
                                           licence + "/* two\nlines */\nauto a = R\"(\n\n)\";\nBus::instance();\n");
    QCOMPARE(found, QStringList{QStringLiteral("core/a.cpp:7: no singletons")});
}

void TestLayering::packages_of_others_are_left_out()
{
    QVERIFY(violationsOf(QStringLiteral("tests/node/node_modules/x/a.js"),
                         "// TO"
                         "DO\n")
                .isEmpty());
    QVERIFY(violationsOf(QStringLiteral("build/a.cpp"),
                         "// TO"
                         "DO\n")
                .isEmpty());
}

QTEST_APPLESS_MAIN(TestLayering)
#include "tst_layering.moc"
