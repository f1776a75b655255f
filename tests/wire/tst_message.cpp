// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/wire/message.h"
#include "tests/wire/corpus.h"

#include <QtTest>

using namespace Signalbox;

class TestMessage : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void keeps_every_message_of_the_corpus_as_it_came_data();
    void keeps_every_message_of_the_corpus_as_it_came();
    void refuses_bad_envelopes_with_invalid_request_data();
    void refuses_bad_envelopes_with_invalid_request();
    void refuses_bad_json_with_parse_error_data();
    void refuses_bad_json_with_parse_error();
    void tells_the_kinds_apart_data();
    void tells_the_kinds_apart();
    void finds_the_members_of_a_request();
    void ignores_members_of_the_same_name_elsewhere();
    void compares_the_method_unescaped();
    void keeps_the_token_of_an_id_data();
    void keeps_the_token_of_an_id();
    void names_the_id_in_a_fault_where_it_can_be_read_data();
    void names_the_id_in_a_fault_where_it_can_be_read();
    void bad_json_outranks_a_bad_envelope();
    void says_which_key_stands_twice();
    void bears_a_million_keys();
    void splits_batches();
    void refuses_batches_as_a_whole_data();
    void refuses_batches_as_a_whole();
    void limits_the_length_of_a_batch();
    void a_batch_costs_its_elements_no_depth();
    void builds_what_it_can_read();
    void builds_nothing_from_parts_that_are_no_json();
    void puts_itself_on_one_line();
    void a_default_message_is_nothing();
};

static void addFolder(const char *folder)
{
    for (const Sample &sample : corpus(QLatin1String(folder)))
        QTest::addRow("%s/%s", folder, sample.name.constData()) << sample.bytes;
}

static Message read(const QByteArray &bytes)
{
    const auto message = Message::parse(bytes);
    return message ? *message : Message();
}

static Fault faultOf(const QByteArray &bytes)
{
    const auto message = Message::parse(bytes);
    return message ? Fault{0, -1, {}, {}} : message.error();
}

static QByteArray sampleNamed(const char *folder, const QByteArray &name)
{
    for (const Sample &sample : corpus(QLatin1String(folder))) {
        if (sample.name == name)
            return sample.bytes;
    }
    return {};
}

void TestMessage::keeps_every_message_of_the_corpus_as_it_came_data()
{
    QTest::addColumn<QByteArray>("bytes");
    addFolder("messages");
    addFolder("odd");
}

void TestMessage::keeps_every_message_of_the_corpus_as_it_came()
{
    QFETCH(QByteArray, bytes);
    const auto message = Message::parse(bytes);
    QVERIFY2(message.ok(), message ? "" : qPrintable(message.error().sentence));
    QVERIFY(message->kind() != Message::Kind::None);
    QCOMPARE(message->bytes(), bytes);
    QCOMPARE(message->bytes().constData(), bytes.constData()); // shared, not copied
}

void TestMessage::refuses_bad_envelopes_with_invalid_request_data()
{
    QTest::addColumn<QByteArray>("bytes");
    addFolder("envelope");
}

void TestMessage::refuses_bad_envelopes_with_invalid_request()
{
    QFETCH(QByteArray, bytes);
    const Fault fault = faultOf(bytes);
    QCOMPARE(fault.code, -32600);
    QVERIFY(!fault.sentence.isEmpty());
    QVERIFY(fault.offset >= 0 && fault.offset < bytes.size());
}

void TestMessage::refuses_bad_json_with_parse_error_data()
{
    QTest::addColumn<QByteArray>("bytes");
    addFolder("syntax");
}

void TestMessage::refuses_bad_json_with_parse_error()
{
    QFETCH(QByteArray, bytes);
    const Fault fault = faultOf(bytes);
    QCOMPARE(fault.code, -32700);
    QVERIFY(fault.sentence.contains(QStringLiteral("expected ")));
    QVERIFY(fault.offset >= 0 && fault.offset <= bytes.size());
}

void TestMessage::tells_the_kinds_apart_data()
{
    QTest::addColumn<QByteArray>("name");
    QTest::addColumn<int>("kind");
    const auto row = [](const char *name, Message::Kind kind) { QTest::newRow(name) << QByteArray(name) << int(kind); };
    row("initialize-2025-11-25", Message::Kind::Request);
    row("server-sampling", Message::Kind::Request);
    row("modern-listen", Message::Kind::Request);
    row("initialized", Message::Kind::Notification);
    row("progress", Message::Kind::Notification);
    row("initialize-answer", Message::Kind::Result);
    row("null-answer", Message::Kind::Result);
    row("modern-input-required", Message::Kind::Result);
    row("error-answer", Message::Kind::Error);
    row("error-id-null", Message::Kind::Error);
    row("error-without-id", Message::Kind::Error);
}

void TestMessage::tells_the_kinds_apart()
{
    QFETCH(QByteArray, name);
    QFETCH(int, kind);
    const Message message = read(sampleNamed("messages", name));
    QCOMPARE(int(message.kind()), kind);
    QCOMPARE(message.isRequest(), message.kind() == Message::Kind::Request);
    QCOMPARE(message.isNotification(), message.kind() == Message::Kind::Notification);
    QCOMPARE(message.isResponse(), message.kind() == Message::Kind::Result || message.kind() == Message::Kind::Error);
    QCOMPARE(message.resultValue().exists(), message.kind() == Message::Kind::Result);
    QCOMPARE(message.errorValue().exists(), message.kind() == Message::Kind::Error);
    QCOMPARE(message.method().isEmpty(), message.isResponse());
}

void TestMessage::finds_the_members_of_a_request()
{
    const Message call = read(sampleNamed("messages", "tools-call-with-token"));
    QCOMPARE(call.id(), QByteArrayView("3"));
    QVERIFY(call.isMethod("tools/call"));
    QCOMPARE(call.name().string(), QByteArray("desk__search"));
    QCOMPARE(call.progressToken().raw(), QByteArrayView("\"abc-1\""));
    QCOMPARE(call.meta().raw(), QByteArrayView("{\"progressToken\":\"abc-1\"}"));
    QCOMPARE(call.params()["arguments"]["limit"].integer(), 20);
    QVERIFY(!call.uri().exists());
    QCOMPARE(read(sampleNamed("messages", "resources-read")).uri().string(), QByteArray("file:///home/me/a%20b.txt"));
    QCOMPARE(read(sampleNamed("messages", "error-answer")).errorCode(), -32602);
    QCOMPARE(read(sampleNamed("messages", "null-answer")).resultValue().raw(), QByteArrayView("null"));
    QCOMPARE(read(sampleNamed("messages", "error-id-null")).id(), QByteArrayView("null"));
}

void TestMessage::ignores_members_of_the_same_name_elsewhere()
{
    const Message message = read(sampleNamed("odd", "members-at-other-levels"));
    QCOMPARE(message.id(), QByteArrayView("1"));
    QVERIFY(message.isMethod("m"));
    QVERIFY(!message.name().exists() && !message.uri().exists());
    QVERIFY(!message.meta().exists() && !message.progressToken().exists());
}

void TestMessage::compares_the_method_unescaped()
{
    const Message message = read(sampleNamed("odd", "method-escaped"));
    QVERIFY(message.isMethod("tools/call"));
    QVERIFY(message.withId("2").isMethod("tools/call"));
    QVERIFY(message.with({"method"}, "\"a\\u0062\"").isMethod("ab"));
    QVERIFY(message.with({"method"}, "\"cd\"").isMethod("cd"));
    QVERIFY(read(sampleNamed("messages", "tools-call-pretty")).isMethod("tools/call"));
    QVERIFY(read(sampleNamed("messages", "tools-call-pretty")).name().equals("abc"));
}

void TestMessage::keeps_the_token_of_an_id_data()
{
    QTest::addColumn<QByteArray>("id");
    for (const char *id : {"1", "1.0", "1e2", "-0", "\"1\"", "\"\"", "\"\\u0031\"", "123456789012345678901234567890",
                           "9007199254740993"})
        QTest::newRow(id) << QByteArray(id);
}

void TestMessage::keeps_the_token_of_an_id()
{
    QFETCH(QByteArray, id);
    QCOMPARE(read("{\"jsonrpc\":\"2.0\",\"id\": " + id + " ,\"method\":\"m\"}").id(), QByteArrayView(id));
    QCOMPARE(read("{\"jsonrpc\":\"2.0\",\"result\":1,\"id\":" + id + "}").id(), QByteArrayView(id));
}

void TestMessage::names_the_id_in_a_fault_where_it_can_be_read_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::addColumn<QByteArray>("id");
    const auto row = [](const char *name, const char *bytes, const char *id) {
        QTest::newRow(name) << QByteArray(bytes) << QByteArray(id);
    };
    row("id before", "{\"id\":\"a\",\"jsonrpc\":\"1.0\",\"method\":\"m\"}", "\"a\"");
    row("id behind", "{\"jsonrpc\":\"2.0\",\"method\":\"m\",\"params\":{\"a\":1,\"a\":1},\"id\":7}", "7");
    row("params is an array", "{\"jsonrpc\":\"2.0\",\"method\":\"m\",\"params\":[],\"id\":7}", "7");
    row("id stands twice", "{\"jsonrpc\":\"2.0\",\"id\":1,\"id\":2,\"method\":\"m\"}", "");
    row("id null", "{\"jsonrpc\":\"2.0\",\"id\":null,\"method\":\"m\"}", "");
    row("id an object", "{\"jsonrpc\":\"2.0\",\"id\":{},\"method\":\"m\"}", "");
    row("no id", "{\"jsonrpc\":\"2.0\",\"method\":1}", "");
    row("broken behind the id", "{\"jsonrpc\":\"2.0\",\"id\":31,\"method\":\"m\",\"params\":{\"a\":01}}", "31");
    row("cut off in the id", "{\"jsonrpc\":\"2.0\",\"id\":31", "");
    row("broken before the id", "{\"jsonrpc\":,\"id\":31}", "");
}

void TestMessage::names_the_id_in_a_fault_where_it_can_be_read()
{
    QFETCH(QByteArray, bytes);
    QFETCH(QByteArray, id);
    const Fault fault = faultOf(bytes);
    QVERIFY(fault.code != 0);
    QCOMPARE(fault.id, id);
}

void TestMessage::bad_json_outranks_a_bad_envelope()
{
    const Fault fault = faultOf("{\"jsonrpc\":\"1.0\",\"id\":1,\"id\":1,\"x\":[1,]}");
    QCOMPARE(fault.code, -32700);
    QCOMPARE(fault.offset, 38);
}

void TestMessage::says_which_key_stands_twice()
{
    const QByteArray bytes = sampleNamed("envelope", "duplicate-after-many");
    const Fault fault = faultOf(bytes);
    QVERIFY2(fault.sentence.contains(QStringLiteral("duplicate key \"key30\" in params")), qPrintable(fault.sentence));
    QCOMPARE(fault.offset, bytes.lastIndexOf("\"key30\""));
    QCOMPARE(fault.id, QByteArray("1"));
    const QByteArray escaped = sampleNamed("envelope", "escaped-key-in-meta");
    QCOMPARE(faultOf(escaped).offset, escaped.indexOf("\"progress"));
    const QByteArray late = sampleNamed("envelope", "duplicate-across-the-handful");
    QCOMPARE(faultOf(late).offset, late.lastIndexOf("\"k0\""));
}

// Were each key compared with all before it, this would take an hour and not a second.
void TestMessage::bears_a_million_keys()
{
    QByteArray bytes = "{\"jsonrpc\":\"2.0\",\"method\":\"m\",\"params\":{\"first\":0";
    for (int i = 0; i < 300'000; ++i)
        bytes += ",\"k" + QByteArray::number(i) + "\":0";
    QVERIFY(Message::parse(bytes + "}}").ok());
    QCOMPARE(faultOf(bytes + ",\"k7\":1}}").code, -32600);
}

void TestMessage::splits_batches()
{
    const auto batch = Message::split(sampleNamed("batches", "two-and-a-bad-one"));
    QVERIFY(batch.ok());
    QCOMPARE(batch->size(), 4);
    QVERIFY(batch->at(0)->isRequest());
    QVERIFY(batch->at(1)->isNotification());
    QCOMPARE(batch->at(1)->name().string(), QByteArray("x"));
    QCOMPARE(batch->at(2).error().code, -32600);
    QCOMPARE(batch->at(2).error().id, QByteArray("5"));
    QCOMPARE(batch->at(3).error().code, -32600);

    const auto one = Message::split(sampleNamed("messages", "ping"));
    QVERIFY(one.ok() && one->size() == 1 && one->at(0)->isMethod("ping"));
    const auto bad = Message::split("{\"jsonrpc\":\"2.0\",\"id\":1}");
    QVERIFY(bad.ok() && bad->size() == 1 && bad->at(0).error().code == -32600);
    QCOMPARE(Message::split(sampleNamed("batches", "one"))->size(), 1);
}

void TestMessage::refuses_batches_as_a_whole_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::addColumn<int>("code");
    QTest::newRow("empty") << sampleNamed("batches", "empty") << -32600;
    QTest::newRow("broken") << sampleNamed("batches", "broken") << -32700;
    QTest::newRow("broken element") << QByteArray("[{\"jsonrpc\":\"2.0\",\"method\":\"m\"},{]") << -32700;
    QTest::newRow("broken object") << QByteArray("{\"jsonrpc\":") << -32700;
    QTest::newRow("nothing") << QByteArray() << -32700;
    QTest::newRow("a string") << QByteArray("\"x\"") << -32600;
}

void TestMessage::refuses_batches_as_a_whole()
{
    QFETCH(QByteArray, bytes);
    QFETCH(int, code);
    const auto batch = Message::split(bytes);
    QVERIFY(!batch.ok());
    QCOMPARE(batch.error().code, code);
    QVERIFY(!batch.error().sentence.isEmpty());
}

void TestMessage::limits_the_length_of_a_batch()
{
    QByteArray bytes = "[1";
    bytes += QByteArray(",1").repeated(2);
    QCOMPARE(Message::split(bytes + ']', {.batch = 3})->size(), 3);
    QCOMPARE(Message::split(bytes + ",1]", {.batch = 3}).error().code, -32600);
}

void TestMessage::a_batch_costs_its_elements_no_depth()
{
    const QByteArray message = "{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":[[[]]]}";
    QVERIFY(Message::parse(message, {.depth = 4}).ok());
    QVERIFY(!Message::parse(message, {.depth = 3}).ok());
    QVERIFY(Message::split('[' + message + ']', {.depth = 4})->at(0).ok());
    QCOMPARE(Message::split('[' + message + ']', {.depth = 3}).error().code, -32700);
}

void TestMessage::builds_what_it_can_read()
{
    const Message request = Message::request("\"a\"", "tools/call", "{\"name\":\"x\"}");
    QCOMPARE(request.bytes(),
             QByteArray("{\"jsonrpc\":\"2.0\",\"id\":\"a\",\"method\":\"tools/call\",\"params\":{\"name\":\"x\"}}"));
    QVERIFY(request.isRequest());
    QCOMPARE(request.name().string(), QByteArray("x"));
    QCOMPARE(Message::request("1", "ping").bytes(), QByteArray("{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"ping\"}"));
    QCOMPARE(Message::notification("a\"b").bytes(), QByteArray("{\"jsonrpc\":\"2.0\",\"method\":\"a\\\"b\"}"));
    QCOMPARE(Message::notification("a\"b").method(), QByteArrayView("a\"b"));
    QCOMPARE(Message::result("7", "{\"ok\":1.0}").bytes(),
             QByteArray("{\"jsonrpc\":\"2.0\",\"id\":7,\"result\":{\"ok\":1.0}}"));
    const Message error = Message::error("7", -32601, "no such \"thing\"", "[1]");
    QCOMPARE(error.bytes(),
             QByteArray("{\"jsonrpc\":\"2.0\",\"id\":7,\"error\":{\"code\":-32601,\"message\":\"no such "
                        "\\\"thing\\\"\",\"data\":[1]}}"));
    QCOMPARE(error.errorCode(), -32601);
    QCOMPARE(error.errorValue()["message"].string(), QByteArray("no such \"thing\""));
    QCOMPARE(Message::error({}, 1, "\xff").bytes(),
             QByteArray("{\"jsonrpc\":\"2.0\",\"error\":{\"code\":1,\"message\":\"\xef\xbf\xbd\"}}"));
    QVERIFY(Message::error({}, 1, "").id().isEmpty());
}

void TestMessage::builds_nothing_from_parts_that_are_no_json()
{
    QCOMPARE(Message::request("", "m").kind(), Message::Kind::None);
    QCOMPARE(Message::request("null", "m").kind(), Message::Kind::None);
    QCOMPARE(Message::request("1", "m", "[1]").kind(), Message::Kind::None);
    QCOMPARE(Message::notification("m", "{").kind(), Message::Kind::None);
    QCOMPARE(Message::result("1", "").kind(), Message::Kind::None);
    QCOMPARE(Message::result("1", "nope").kind(), Message::Kind::None);
}

void TestMessage::puts_itself_on_one_line()
{
    const QByteArray pretty = sampleNamed("messages", "tools-call-pretty");
    QByteArray expected = pretty;
    expected.replace('\r', ' ').replace('\n', ' ');
    QVERIFY(pretty != expected);
    QCOMPARE(read(pretty).oneLine(), expected);
    const Message plain = read(sampleNamed("messages", "log-line"));
    QCOMPARE(plain.oneLine().constData(), plain.bytes().constData()); // shared
    QVERIFY(!plain.with({"params", "data"}, "[1,\n2]").oneLine().contains('\n'));
    QVERIFY(!plain.with({"id"}, "1").withIdAndToken("5", "[\r1]").oneLine().contains('\r'));
}

void TestMessage::a_default_message_is_nothing()
{
    const Message nothing;
    QCOMPARE(nothing.kind(), Message::Kind::None);
    QVERIFY(nothing.id().isEmpty() && nothing.method().isEmpty() && !nothing.params().exists());
    QCOMPARE(nothing.errorCode(), 0);
    QVERIFY(nothing.withId("1").bytes().isEmpty() && nothing.with({"a"}, "1").bytes().isEmpty());
    QVERIFY(nothing.without({"a"}).bytes().isEmpty() && nothing.oneLine().isEmpty());
}

QTEST_APPLESS_MAIN(TestMessage)
#include "tst_message.moc"
