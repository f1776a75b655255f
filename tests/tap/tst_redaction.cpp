// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/tap/configsecrets.h"
#include "core/tap/redaction.h"
#include "core/wire/jsonview.h"

#include <QJsonArray>
#include <QRandomGenerator>
#include <QTest>

using namespace Signalbox;

namespace {

constexpr qsizetype plenty = 1'000'000;

QByteArray seen(const QByteArray &json, const QByteArrayList &secrets = {})
{
    return Redaction(secrets).of(json, plenty).bytes;
}

} // namespace

class TestRedaction : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void hides_data();
    void hides();
    void leaves_alone_data();
    void leaves_alone();
    void hides_a_text_in_place_of_a_schema();
    void hides_known_values_wherever_they_stand();
    void knows_the_secrets_in_arguments_and_addresses();
    void bounds_what_it_makes_and_shows_no_half_of_a_secret();
    void valid_json_stays_valid_and_hides_whatever_is_around();
    void survives_bytes_that_are_no_json();
    void headers_show_how_and_never_what();
};

void TestRedaction::hides_data()
{
    QTest::addColumn<QByteArray>("json");
    QTest::addColumn<QByteArray>("expected");
    const auto row = [](const char *name, const char *json, const char *expected) {
        QTest::newRow(name) << QByteArray(json) << QByteArray(expected);
    };
    row("by name", R"({"token":"abc"})", R"({"token":"[hidden]"})");
    row("case and signs", R"({ "API-Key" : "abc" , "x_auth_token":"d"})", R"({ "API-Key" : "[hidden]" , "x_auth_token":"[hidden]"})");
    row("escaped name", R"({"to\u006ben":"abc"})", R"({"to\u006ben":"[hidden]"})");
    row("numbers", R"({"password":1234,"pin":1,"secret":true,"apiKey":null})",
        R"({"password":"[hidden]","pin":1,"secret":true,"apiKey":null})");
    row("everything below", R"({"credentials":{"user":"me","more":["x",{"y":5}]},"z":"w"})",
        R"({"credentials":{"user":"[hidden]","more":["[hidden]",{"y":"[hidden]"}]},"z":"w"})");
    row("environment", R"({"env":{"HOME":"/home/me","N":"1"},"cwd":"/"})",
        R"({"env":{"HOME":"[hidden]","N":"[hidden]"},"cwd":"/"})");
    row("in an array", R"([{"a":[[{"Authorization":"Basic x"}]]}])", R"([{"a":[[{"Authorization":"[hidden]"}]]}])");
    row("sealed state", R"({"params":{"requestState":"sealed","inputResponses":{}}})",
        R"({"params":{"requestState":"[hidden]","inputResponses":{}}})");
    row("JSON in a text", R"({"text":"{\n \"GITHUB_TOKEN\": \"abc\", \"n\": 1.10}"})",
        R"({"text":"{\n \"GITHUB_TOKEN\": \"[hidden]\", \"n\": 1.10}"})");
    row("JSON in a text in a text", R"({"text":"{\"text\":\"{\\\"token\\\":\\\"abc\\\"}\"}"})",
        R"({"text":"{\"text\":\"{\\\"token\\\":\\\"[hidden]\\\"}\"}"})");
    row("bearer in a text", R"({"text":"curl -H 'Authorization: Bearer abcdef.123' x"})",
        R"({"text":"curl -H 'Authorization: Bearer [hidden]' x"})");
    row("looks like a key", R"({"text":"use ghp_0123456789abcdefABCDEF now"})", R"({"text":"use ghp_[hidden] now"})");
    row("session id", R"({"text":"gw-0123456789abcdefghijklmnopqrstuv"})", R"({"text":"gw-[hidden]"})");
    row("key after a value", R"({"a":"token","b":"c"})", R"({"a":"token","b":"c"})");
}

void TestRedaction::hides()
{
    QFETCH(QByteArray, json);
    QFETCH(QByteArray, expected);
    QCOMPARE(seen(json), expected);
    QVERIFY(JsonView::parse(seen(json)).exists());
}

void TestRedaction::leaves_alone_data()
{
    QTest::addColumn<QByteArray>("json");
    const auto row = [](const char *name, const char *json) { QTest::newRow(name) << QByteArray(json); };
    row("progress token", R"({"_meta":{"progressToken":"t1"},"maxTokens":100})");
    row("schema", R"({"properties":{"token":{"type":"string","description":"your token"},"secret":{"enum":["a"]}}})");
    row("numbers and order", R"({"z":1.10,"a":18446744073709551616,"a":-0.0e5,"token_count":3})");
    row("empty secret", R"({"token":""})");
    row("strange space", "{\t\"a\" :\r\n[ 1 , \"x\" ] }");
}

void TestRedaction::leaves_alone()
{
    QFETCH(QByteArray, json);
    const auto outcome = Redaction().of(json, plenty);
    QCOMPARE(outcome.bytes, json);
    QVERIFY(!outcome.isChanged && !outcome.isCut);
    QCOMPARE(static_cast<const void *>(outcome.bytes.constData()), static_cast<const void *>(json.constData())); // shared
}

void TestRedaction::hides_a_text_in_place_of_a_schema()
{
    QCOMPARE(seen(R"({"properties":{"token":"abc","x":"y"}})"), R"({"properties":{"token":"[hidden]","x":"y"}})");
}

void TestRedaction::hides_known_values_wherever_they_stand()
{
    const QByteArrayList secrets{"hunter2hunter2", "with\"quote\"s", "short"};
    QCOMPARE(seen(R"({"text":"it is hunter2hunter2!","short":"short"})", secrets), R"({"text":"it is [hidden]!","short":"short"})");
    QCOMPARE(seen(R"({"text":"with\"quote\"s"})", secrets), R"({"text":"[hidden]"})");
}

void TestRedaction::knows_the_secrets_in_arguments_and_addresses()
{
    ServerConfig program;
    program.settings = {{QStringLiteral("args"), QJsonArray{QStringLiteral("--api-key"), QStringLiteral("open-sesame"),
                                                            QStringLiteral("--plain=seen-by-all"),
                                                            QStringLiteral("--token=shibboleth")}}};
    ServerConfig address;
    address.settings = {{QStringLiteral("url"), QStringLiteral("https://me:abracadabra@host/mcp?key=simsalabim")}};
    Config config;
    config.servers = {program, address};
    const QByteArrayList secrets = secretsIn(config);
    for (const char *secret : {"open-sesame", "shibboleth", "abracadabra", "simsalabim"})
        QVERIFY2(!seen(QByteArray("{\"text\":\"") + secret + "\"}", secrets).contains(secret), secret);
    QCOMPARE(seen(R"({"text":"seen-by-all"})", secrets), QByteArray(R"({"text":"seen-by-all"})"));
}

void TestRedaction::bounds_what_it_makes_and_shows_no_half_of_a_secret()
{
    const QByteArray secret = "0123456789-very-secret-0123456789";
    for (qsizetype before = 900; before < 1'010; ++before) {
        const QByteArray json = "{\"text\":\"" + QByteArray(before, 'x') + secret + QByteArray(50'000, 'y') + "\"}";
        const auto outcome = Redaction({secret}).of(json, 1'000);
        QVERIFY(outcome.isCut);
        QVERIFY(outcome.bytes.size() <= 1'000);
        QVERIFY2(!outcome.bytes.contains("0123"), outcome.bytes.right(60).constData());
    }
}

void TestRedaction::valid_json_stays_valid_and_hides_whatever_is_around()
{
    QRandomGenerator random(7);
    const QByteArrayList keys{"token", "a", "env", "properties", "pass\\u0077ord", "text", "secret"};
    const std::function<QByteArray(int)> value = [&](int depth) -> QByteArray {
        switch (random.bounded(depth > 6 ? 3 : 5)) {
        case 0:
            return QByteArray::number(random.bounded(1'000'000)) + (random.bounded(2) ? ".5e3" : "");
        case 1:
            return R"("{\"token\":\"deadbeef\",\"q\":\"\\\"\"}")";
        case 2:
            return random.bounded(2) ? R"("\\\"{[,:")" : "null";
        case 3: {
            QByteArrayList members;
            for (int at = random.bounded(5); at > 0; --at)
                members.append('"' + keys.at(random.bounded(int(keys.size()))) + "\" :" + value(depth + 1));
            return '{' + members.join(" , ") + '}';
        }
        default: {
            QByteArrayList elements;
            for (int at = random.bounded(4); at > 0; --at)
                elements.append(value(depth + 1));
            return '[' + elements.join(",") + ']';
        }
        }
    };
    for (int run = 0; run < 3'000; ++run) {
        const QByteArray json = R"({"token":"deadbeef","x":)" + value(0) + '}';
        const QByteArray shown = seen(json);
        QVERIFY2(JsonView::parse(shown).exists(), shown.constData());
        QVERIFY2(!shown.contains("deadbeef"), shown.constData());
    }
}

void TestRedaction::survives_bytes_that_are_no_json()
{
    QRandomGenerator random(11);
    const QByteArrayView signs = "{}[]\",:\\token 19\xff";
    for (int run = 0; run < 5'000; ++run) {
        QByteArray bytes;
        for (int at = random.bounded(60); at > 0; --at)
            bytes += signs.at(random.bounded(int(signs.size())));
        QVERIFY(Redaction({"12345678"}).of(bytes, 40).bytes.size() <= 40);
    }
    const QByteArray deep(200'000, '[');
    QCOMPARE(Redaction().of(deep, plenty).bytes, deep);
}

void TestRedaction::headers_show_how_and_never_what()
{
    QCOMPARE(shownHeader("Authorization", "Bearer abc"), "Authorization: Bearer $TOKEN\n");
    QCOMPARE(shownHeader("mcp-session-id", "gw-1"), "mcp-session-id: $SESSION\n");
    QCOMPARE(shownHeader("Mcp-Param-Api-Key", "abc"), "Mcp-Param-Api-Key: [hidden]\n");
    QCOMPARE(shownHeader("Accept", "text/event-stream"), "Accept: text/event-stream\n");
    QCOMPARE(shownHeader("Cookie", "a=b"), "");
    QCOMPARE(shownHeader("X-Api-Key", "abc"), "");
}

QTEST_GUILESS_MAIN(TestRedaction)
#include "tst_redaction.moc"
