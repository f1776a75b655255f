// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/config/backendedits.h"
#include "core/config/maskfilling.h"
#include "core/config/settingsmask.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QRandomGenerator>
#include <QTest>

using namespace Signalbox;

namespace {

const QStringList place{QStringLiteral("mcpServers"), QStringLiteral("box")};

/** `*` is written for a mask. */
QJsonValue from(QByteArray json)
{
    json.replace('*', maskedSecret().toUtf8());
    return QJsonDocument::fromJson('[' + json + ']').array().at(0);
}

QJsonObject settingsWith(const QJsonValue &server)
{
    return {{place[0], QJsonObject{{place[1], server}}}};
}

QJsonValue maskedServer(const QJsonValue &server)
{
    return withSecretsMasked(settingsWith(server)).value(place[0])[place[1]];
}

QByteArray text(const QJsonValue &value)
{
    return QJsonDocument(QJsonArray{value}).toJson(QJsonDocument::Compact).replace(maskedSecret().toUtf8(), "*");
}

QJsonObject withArgs(const QJsonArray &args)
{
    return {{QStringLiteral("args"), args}};
}

} // namespace

class TestSettingsMask : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void masks_every_shape_data();
    void masks_every_shape();
    void what_comes_back_unchanged_is_what_it_was_data() { masks_every_shape_data(); }
    void what_comes_back_unchanged_is_what_it_was();
    void shows_what_is_no_secret_data();
    void shows_what_is_no_secret();
    void masks_stay_what_they_are_while_others_are_edited_data();
    void masks_stay_what_they_are_while_others_are_edited();
    void refuses_what_cannot_be_decided_data();
    void refuses_what_cannot_be_decided();
    void no_edit_of_a_list_brings_a_secret_to_another_place();
    void the_gateways_own_token_is_masked();
    void a_single_element_is_filled();
    void a_new_server_knows_no_secrets();
    void hostile_texts_end_soon();
};

void TestSettingsMask::masks_every_shape_data()
{
    QTest::addColumn<QByteArray>("server");
    QTest::addColumn<QByteArray>("masked");
    const auto row = [](const char *name, const QByteArray &server, const QByteArray &masked) {
        QTest::newRow(name) << server << masked;
    };
    const auto args = [&](const char *name, const QByteArray &list, const QByteArray &masked) {
        row(name, R"({"args":)" + list + '}', R"({"args":)" + masked + '}');
    };
    const auto url = [&](const char *name, const QByteArray &address, const QByteArray &masked) {
        row(name, R"({"url":")" + address + "\"}", R"({"url":")" + masked + "\"}");
    };
    args("behind an option", R"(["-y","box","--api-key","abc","--verbose"])", R"(["-y","box","--api-key","*","--verbose"])");
    args("behind an option, with a stroke", R"(["--token","-abcdefghijklmnopqrstuvwxyz"])", R"(["--token","*"])");
    args("behind a short spelling", R"(["-token","abc"])", R"(["-token","*"])");
    args("in an option", R"(["--token=abc=="])", R"(["--token=*"])");
    args("in an option, with blanks", R"(["--client_secret=a b c"])", R"(["--client_secret=*"])");
    args("a variable for a container", R"(["-e","API_KEY=abc","-e","PLAIN=x"])", R"(["-e","API_KEY=*","-e","PLAIN=x"])");
    args("a variable in an option", R"(["--env=GITHUB_TOKEN=abc"])", R"(["--env=GITHUB_TOKEN=*"])");
    args("a header", R"(["--header","Authorization: Bearer abc"])", R"(["--header","Authorization: Bearer *"])");
    args("a header without a blank", R"(["--header","X-Api-Key:abc"])", R"(["--header","X-Api-Key:*"])");
    args("a header in an option", R"(["--header=Authorization: Basic dXNlcjpwYXNz"])",
         R"(["--header=Authorization: Basic *"])");
    args("a bearer by itself", R"(["-H","X: Bearer abcd"])", R"(["-H","X: Bearer *"])");
    args("an address", R"(["postgres://user:pass@host/db"])", R"(["postgres://user:*@host/db"])");
    args("an address with signs in its password", R"(["postgres://user:p@ss@host/db","postgres://user:pa/s?s@host/db"])",
         R"(["postgres://user:*@host/db","postgres://user:*@host/db"])");
    args("an address in an option", R"(["--db=mysql://u:p@h:3306/x"])", R"(["--db=mysql://u:*@h:3306/x"])");
    args("a parameter", R"(["https://host/mcp?a=1&key=abc&b=2#token=d"])", R"(["https://host/mcp?a=1&key=*&b=2#token=*"])");
    args("a key by its looks", R"(["sk-abcdefghijklmnop1234"])", R"(["*"])");
    args("JSON", R"(["--config","{\"apiKey\": \"a\\\"b\", \"x\": \"y\"}"])", R"(["--config","{\"apiKey\": \"*\", \"x\": \"y\"}"])");
    args("JSON in a text", R"(["-c","x --config \"{\\\"apiKey\\\":\\\"abc\\\"}\""])",
         R"(["-c","x --config \"{\\\"apiKey\\\":\\\"*\\\"}\""])");
    args("a command line", R"(["-c","A_KEY=abc box --token 'd e' --verbose --key=\"f\" -x"])",
         R"(["-c","A_KEY=* box --token '*' --verbose --key=\"*\" -x"])");
    url("a password", "https://user:pass@host/mcp", "https://user:*@host/mcp");
    url("a user that is a token", "https://abc@host/mcp", "https://*@host/mcp");
    url("?key=", "https://host/mcp?key=abc", "https://host/mcp?key=*");
    url("?token= and others", "https://host/mcp?x=1&access_token=a%20b&sig=c", "https://host/mcp?x=1&access_token=*&sig=*");
    row("variables and headers", R"({"env":{"API_KEY":"abc","A":"b"},"headers":{"Authorization":"Bearer abc"}})",
        R"({"env":{"API_KEY":"*","A":"b"},"headers":{"Authorization":"*"}})");
    row("an address in a variable", R"({"env":{"PLACE":"redis://:pass@host"}})", R"({"env":{"PLACE":"redis://:*@host"}})");
    row("settings of a plugin", R"({"signalbox":{"settings":{"clientSecret":"abc","list":["--token=x",{"password":"y"}]}}})",
        R"({"signalbox":{"settings":{"clientSecret":"*","list":["--token=*",{"password":"*"}]}}})");
}

void TestSettingsMask::masks_every_shape()
{
    QFETCH(QByteArray, server);
    QFETCH(QByteArray, masked);
    masked.replace('*', maskedSecret().toUtf8());
    QCOMPARE(QJsonDocument(maskedServer(QJsonDocument::fromJson(server).object()).toObject()).toJson(QJsonDocument::Compact),
             QJsonDocument(QJsonDocument::fromJson(masked).object()).toJson(QJsonDocument::Compact));
}

void TestSettingsMask::what_comes_back_unchanged_is_what_it_was()
{
    QFETCH(QByteArray, server);
    const QJsonValue before = QJsonDocument::fromJson(server).object();
    const auto filled = withMasksFilled(maskedServer(before), settingsWith(before), place);
    QVERIFY2(filled.ok(), qPrintable(filled ? QString() : filled.error().sentence));
    QCOMPARE(text(*filled), text(before));

    // Between others as well.
    QJsonObject more = before.toObject();
    QJsonObject edited = maskedServer(before).toObject();
    for (QJsonObject *each : {&more, &edited}) {
        QJsonArray args = each->value(QStringLiteral("args")).toArray();
        args.prepend(QStringLiteral("new"));
        args.append(QStringLiteral("newer"));
        each->insert(QStringLiteral("args"), args);
    }
    const auto longer = withMasksFilled(edited, settingsWith(before), place);
    QVERIFY2(longer.ok(), qPrintable(longer ? QString() : longer.error().sentence));
    QCOMPARE(text(*longer), text(more));
}

void TestSettingsMask::shows_what_is_no_secret_data()
{
    QTest::addColumn<QByteArray>("server");
    for (const char *server :
         {R"({"args":["--api-key","${KEY}","--token=${env:TOKEN}","-e","API_KEY=${A}${B}"]})",
          R"({"args":["--header","Authorization: Bearer ${TOKEN}","--header","X-Api-Key:${KEY}"]})",
          R"({"args":["--auth","--port","80","--max-tokens","100","--author","Bob","--token-file","/run/token"]})",
          R"({"args":["--no-auth=true","--auth","none","--password","","KEY_FILE=x"]})",
          R"({"args":["-c","test \"$API_TOKEN\" = x && exec \"$@\"","git+https://host:8080/@scope/x","a:b","C:\\x"]})",
          R"({"args":["-c","box --token $TOKEN --key \"$(cat key)\" --password ${P} --auth --port 80"]})",
          R"({"url":"https://${USER}:${PASSWORD}@host/mcp?key=${KEY}&x=1"})", R"({"url":"postgres://user@host:5432/db"})",
          R"({"env":{"API_KEY":"${KEY}","AUTHORIZATION":"Bearer ${KEY}"},"command":"npx","cwd":"/srv/token"})",
          R"({"signalbox":{"hiddenTools":["get_token","secret"],"start":"eager"},"disabled":true})"})
        QTest::newRow(server) << QByteArray(server);
}

void TestSettingsMask::shows_what_is_no_secret()
{
    QFETCH(QByteArray, server);
    const QJsonValue before = QJsonDocument::fromJson(server).object();
    QCOMPARE(text(maskedServer(before)), text(before));
}

void TestSettingsMask::masks_stay_what_they_are_while_others_are_edited_data()
{
    QTest::addColumn<QByteArray>("before");
    QTest::addColumn<QByteArray>("after");
    QTest::addColumn<QByteArray>("expected");
    const auto row = [](const char *name, const char *before, const char *after, const char *expected) {
        QTest::newRow(name) << QByteArray(before) << QByteArray(after) << QByteArray(expected);
    };
    row("inserted before", R"({"args":["--token","a"]})", R"({"args":["-y","x","--token","*"]})",
        R"({"args":["-y","x","--token","a"]})");
    row("removed before", R"({"args":["-y","x","--token=a"]})", R"({"args":["--token=*"]})", R"({"args":["--token=a"]})");
    row("another value typed", R"({"args":["--token","a","--key","b"]})", R"({"args":["--token","new","--key","*"]})",
        R"({"args":["--token","new","--key","b"]})");
    row("one of two removed", R"({"args":["--token","a","--key","b"]})", R"({"args":["--key","*"]})",
        R"({"args":["--key","b"]})");
    row("in another order", R"({"args":["--token","a","--key","b"]})", R"({"args":["--key","*","--token","*"]})",
        R"({"args":["--key","b","--token","a"]})");
    row("its option renamed", R"({"args":["--token","a","--key","b"]})", R"({"args":["--token","*","--api-key","*"]})",
        R"({"args":["--token","a","--api-key","b"]})");
    row("of one name, all there", R"({"args":["--token","a","--token","b"]})",
        R"({"args":["-v","--token","*","--token","*","x"]})", R"({"args":["-v","--token","a","--token","b","x"]})");
    row("of one name, told apart by what is around", R"({"args":["--token","a","x","--token","b","y"]})",
        R"({"args":["x","--token","*","y"]})", R"({"args":["x","--token","b","y"]})");
    row("of one name, alike", R"({"args":["--token","a","--token","a"]})", R"({"args":["--token","*"]})",
        R"({"args":["--token","a"]})");
    row("an address edited", R"({"args":["postgres://u:a@h1/x","postgres://u:b@h2/x"]})",
        R"({"args":["postgres://u:*@h1/y","postgres://u:*@h2/x"]})", R"({"args":["postgres://u:a@h1/y","postgres://u:b@h2/x"]})");
    row("more parameters", R"({"url":"https://h/mcp?key=a"})", R"({"url":"https://h/v2?x=1&key=*&y=2"})",
        R"({"url":"https://h/v2?x=1&key=a&y=2"})");
    row("two secrets in one address", R"({"url":"https://u:a@h/mcp?key=b&token=c"})", R"({"url":"https://u:*@h/x?token=*"})",
        R"({"url":"https://u:a@h/x?token=c"})");
    row("as other programs spell it", R"({"environment":{"KEY":"a"},"httpUrl":"https://h?key=b","requestHeaders":{"Cookie":"c"}})",
        R"({"env":{"KEY":"*"},"url":"https://h?key=*","headers":{"Cookie":"*"}})",
        R"({"env":{"KEY":"a"},"url":"https://h?key=b","headers":{"Cookie":"c"}})");
    row("a command line edited", R"({"args":["-c","A_KEY=a box --token 'b' -x"]})",
        R"({"args":["-c","box --token '*' -y && A_KEY=* more"]})", R"({"args":["-c","box --token 'b' -y && A_KEY=a more"]})");
    row("JSON edited", R"({"args":["{\"apiKey\":\"a\",\"x\":1}"]})", R"({"args":["{\"apiKey\":\"*\",\"x\":2}"]})",
        R"({"args":["{\"apiKey\":\"a\",\"x\":2}"]})");
}

void TestSettingsMask::masks_stay_what_they_are_while_others_are_edited()
{
    QFETCH(QByteArray, before);
    QFETCH(QByteArray, after);
    QFETCH(QByteArray, expected);
    const auto filled = withMasksFilled(from(after), settingsWith(from(before)), place);
    QVERIFY2(filled.ok(), qPrintable(filled ? QString() : filled.error().sentence));
    QCOMPARE(text(*filled), text(from(expected)));
}

void TestSettingsMask::refuses_what_cannot_be_decided_data()
{
    QTest::addColumn<QByteArray>("before");
    QTest::addColumn<QByteArray>("after");
    QTest::addColumn<QByteArray>("sentence");
    const QByteArray several = " could stand for several secrets of the file; type the secret that is meant";
    const QByteArray none = " stands for no secret that the file has there; type the secret itself";
    const auto row = [](const char *name, const char *before, const char *after, const QByteArray &sentence) {
        QTest::newRow(name) << QByteArray(before) << QByteArray(after) << sentence;
    };
    row("one of two of a name", R"({"args":["--token","a","--token","b"]})", R"({"args":["--token","*"]})",
        "args[1]: *" + several);
    row("one of two of a name, and something else", R"({"args":["--token=a","--token=b"]})", R"({"args":["--token=*","x"]})",
        "args[0]: *" + several);
    row("one more of a name", R"({"args":["--token","a","--token","b"]})",
        R"({"args":["--token","*","--token","*","--token","*"]})", "args[3]: *" + several);
    row("both addresses edited", R"({"args":["postgres://u:a@h1/x","postgres://u:b@h2/x"]})",
        R"({"args":["postgres://u:*@h1/y","postgres://u:*@h2/y"]})", "args[0]: *" + several);
    row("a name that was not there", R"({"env":{"KEY":"a"}})", R"({"env":{"NEW_KEY":"*"}})", "env.NEW_KEY: *" + none);
    row("a parameter that was not there", R"({"url":"https://h?key=a"})", R"({"url":"https://h?token=*"})", "url: *" + none);
    row("typed behind it", R"({"args":["--token=a"]})", R"({"args":["--token=*x"]})", "args[0]: *" + none);
    row("typed behind it, in a variable", R"({"env":{"KEY":"a"}})", R"({"env":{"KEY":"*x"}})", "env.KEY: *" + none);
    row("no secret there at all", R"({"args":["x"]})", R"({"args":["x","*"]})", "args[1]: *" + none);
    row("another server's", R"({})", R"({"headers":{"Authorization":"*"}})", "headers.Authorization: *" + none);
}

void TestSettingsMask::refuses_what_cannot_be_decided()
{
    QFETCH(QByteArray, before);
    QFETCH(QByteArray, after);
    QFETCH(QByteArray, sentence);
    const auto filled = withMasksFilled(from(after), settingsWith(from(before)), place);
    QVERIFY(!filled.ok());
    QCOMPARE(filled.error().sentence.toUtf8().replace(maskedSecret().toUtf8(), "*"), "mcpServers.box." + sentence);
}

/** Whatever is inserted, removed or edited beside them: a mask becomes its own secret, or all is refused. */
void TestSettingsMask::no_edit_of_a_list_brings_a_secret_to_another_place()
{
    int decided = 0;
    for (quint32 seed = 1; seed <= 2000; ++seed) {
        QRandomGenerator random(seed);
        const auto below = [&random](quint32 limit) { return int(random.bounded(limit)); };
        QJsonArray before;
        QJsonArray after;
        QJsonArray expected;
        int secrets = 0;
        QList<QStringList> units; // what goes and stays together
        for (int count = 1 + below(6); count > 0; --count) {
            const QString secret = QStringLiteral("s%1").arg(secrets++);
            const QString name = below(2) == 0 ? QStringLiteral("--token") : QStringLiteral("--key");
            switch (below(4)) {
            case 0:
                units.append({name, secret});
                break;
            case 1:
                units.append({name + u'=' + secret});
                break;
            case 2:
                units.append({QStringLiteral("https://u:%1@h").arg(secret)});
                break;
            default:
                units.append({below(2) == 0 ? QStringLiteral("x") : QStringLiteral("y")});
            }
        }
        for (const QStringList &unit : units) {
            for (const QString &word : unit)
                before.append(word);
        }
        const QJsonArray masked = maskedServer(withArgs(before)).toObject().value(QStringLiteral("args")).toArray();
        qsizetype at = 0;
        for (const QStringList &unit : units) {
            const int what = below(6);
            if (what == 0) {
                const QString fresh = QStringLiteral("new%1").arg(below(100));
                after.append(fresh);
                expected.append(fresh);
            }
            for (qsizetype i = 0; i < unit.size() && what != 1; ++i) {
                after.append(masked[at + i]);
                expected.append(unit[i]);
            }
            at += unit.size();
        }
        const auto filled = withMasksFilled(withArgs(after), settingsWith(withArgs(before)), place);
        if (!filled)
            continue;
        ++decided;
        QVERIFY2(text(*filled) == text(withArgs(expected)),
                 (text(withArgs(before)) + '\n' + text(withArgs(after)) + '\n' + text(*filled)).constData());
    }
    QVERIFY2(decided > 1200, QByteArray::number(decided).constData());
}

void TestSettingsMask::the_gateways_own_token_is_masked()
{
    const QJsonObject before{{QStringLiteral("auth"), QJsonObject{{QStringLiteral("token"), QStringLiteral("abc")}}},
                             {QStringLiteral("roots"), QJsonArray{QStringLiteral("/token=x")}}};
    const QJsonObject shown = withSecretsMasked(before);
    QCOMPARE(shown.value(QStringLiteral("auth"))[QStringLiteral("token")].toString(), maskedSecret());
    QCOMPARE(shown.value(QStringLiteral("roots")), before.value(QStringLiteral("roots")));
    const QStringList path{QStringLiteral("auth"), QStringLiteral("token")};
    QCOMPARE(withMasksFilled(maskedSecret(), before, path)->toString(), QStringLiteral("abc"));
}

void TestSettingsMask::a_single_element_is_filled()
{
    const QJsonObject before = settingsWith(from(R"({"args":["--token","a","https://u:b@h"]})"));
    const QStringList list = place + QStringList(QStringLiteral("args"));
    QCOMPARE(withMasksFilled(maskedSecret(), before, list + QStringList(QStringLiteral("1")))->toString(), QStringLiteral("a"));
    QCOMPARE(text(*withMasksFilled(from("\"https://u:*@other\""), before, list + QStringList(QStringLiteral("2")))),
             QByteArray("[\"https://u:b@other\"]"));
    QCOMPARE(withMasksFilled(maskedSecret(), before, list + QStringList(QStringLiteral("0"))).error().sentence.left(27),
             QStringLiteral("mcpServers.box.args[0]: ") + maskedSecret().left(3));
}

void TestSettingsMask::a_new_server_knows_no_secrets()
{
    const QByteArray file = R"({"mcpServers": {"box": {"command": "x", "args": ["--token=a"]}}})";
    const QJsonObject masked = maskedServer(from(R"({"command":"x","args":["--token=a"]})")).toObject();
    const auto added = BackendEdits::add(file, QStringLiteral("new"), masked);
    QVERIFY(!added);
    QVERIFY(added.error().sentence.startsWith(QStringLiteral("mcpServers.new.args[0]: ")));
    const auto renamed = BackendEdits::edit(file, QStringLiteral("box"), QStringLiteral("new"), masked);
    QVERIFY(renamed);
    QCOMPARE(*renamed, QByteArray(R"({"mcpServers": {"new": {"command": "x", "args": ["--token=a"]}}})"));
}

void TestSettingsMask::hostile_texts_end_soon()
{
    constexpr qsizetype many = 50'000;
    for (const char *part : {"a", "a=", "a://", "\"", "\\\"", "\"a\":", "?a=", "://u:", "Bearer ", "sk-", "${", "a:", " "}) {
        const QString hostile = QString::fromLatin1(part).repeated(many / qsizetype(qstrlen(part)));
        const QJsonValue before = withArgs({hostile, hostile + u'@', QStringLiteral("--token=") + hostile});
        const auto filled = withMasksFilled(maskedServer(before), settingsWith(before), place);
        QVERIFY(filled);
        QVERIFY(*filled == before);
    }
    QJsonArray list;
    for (int i = 0; i < 5'000; ++i)
        list.append(i % 2 == 0 ? QStringLiteral("--token") : QStringLiteral("s%1").arg(i));
    QJsonArray masked = maskedServer(withArgs(list)).toObject().value(QStringLiteral("args")).toArray();
    QVERIFY(*withMasksFilled(withArgs(masked), settingsWith(withArgs(list)), place) == withArgs(list));
    masked.append(QStringLiteral("x"));
    QVERIFY(!withMasksFilled(withArgs(masked), settingsWith(withArgs(list)), place)); // rather than to try for hours
}

QTEST_APPLESS_MAIN(TestSettingsMask)
#include "tst_settingsmask.moc"
