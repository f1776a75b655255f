// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/wire/corpus.h"
#include "tests/wire/judge.h"
#include "tests/wire/randommessage.h"

#include <QtTest>

using namespace Signalbox;

namespace {

// with() and without() take a written list; the tests have paths of one to five keys.
template <typename Work> Message along(const QByteArray &path, Work work)
{
    const QByteArrayList k = path.split('/');
    switch (k.size()) {
    case 1:
        return work({k[0]});
    case 2:
        return work({k[0], k[1]});
    case 3:
        return work({k[0], k[1], k[2]});
    case 4:
        return work({k[0], k[1], k[2], k[3]});
    default:
        return {};
    }
}

using Path = std::initializer_list<QByteArrayView>;

Message with(const Message &message, const QByteArray &path, QByteArrayView raw)
{
    return along(path, [&](Path keys) { return message.with(keys, raw); });
}

Message without(const Message &message, const QByteArray &path)
{
    return along(path, [&](Path keys) { return message.without(keys); });
}

// `shorter` is `longer` less one run of bytes.
bool isCutFrom(QByteArrayView shorter, QByteArrayView longer)
{
    const auto [head, rest] = std::mismatch(shorter.begin(), shorter.end(), longer.begin());
    const qsizetype same = head - shorter.begin();
    return shorter.size() < longer.size() && longer.endsWith(shorter.sliced(same));
}

Message read(const QByteArray &bytes)
{
    const auto message = Message::parse(bytes);
    return message ? *message : Message();
}

constexpr int Runs = 400;

} // namespace

class TestSplices : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void replaces_one_value_and_keeps_every_other_byte();
    void removes_one_member_and_keeps_every_other_byte();
    void adds_one_member_and_keeps_every_other_byte();
    void replaces_id_and_token_at_once();
    void outcome_reads_as_it_was_computed();
    void corpus_survives_every_splice();
    void splices_examples_data();
    void splices_examples();
    void removes_the_comma_that_goes_with_a_member_data();
    void removes_the_comma_that_goes_with_a_member();
    void leaves_the_message_where_a_splice_would_break_it_data();
    void leaves_the_message_where_a_splice_would_break_it();
    void an_unchanged_message_shares_its_bytes();
};

void TestSplices::replaces_one_value_and_keeps_every_other_byte()
{
    int spliced = 0;
    for (quint32 seed = 0; seed < Runs; ++seed) {
        const RandomMessage writer(seed);
        const Message message = read(writer.bytes());
        QVERIFY2(message.isRequest(), QByteArray(writer.bytes()).constData());
        for (const auto &[path, place] : writer.places()) {
            const QByteArray raw = path == "jsonrpc" ? "\"2.0\"" : path == "params" ? "{\"name\":[]}" : "\"n\\u0065w\"";
            QByteArray expected = writer.bytes();
            expected.replace(place.from, place.size, raw);
            const Message outcome = with(message, path, raw);
            if (path.count('/') < 4)
                QCOMPARE(outcome.bytes(), expected);
            ++spliced;
        }
    }
    QVERIFY(spliced > Runs * 6);
}

void TestSplices::removes_one_member_and_keeps_every_other_byte()
{
    int removed = 0;
    for (quint32 seed = 0; seed < Runs; ++seed) {
        const RandomMessage writer(seed);
        const Message message = read(writer.bytes());
        for (const auto &[path, place] : writer.places()) {
            if (path == "jsonrpc" || path == "method" || path.count('/') > 3)
                continue;
            const Message outcome = without(message, path);
            QVERIFY2(isCutFrom(outcome.bytes(), message.bytes()),
                     QByteArray(path + " of " + writer.bytes()).constData());
            QVERIFY(read(outcome.bytes()).kind() != Message::Kind::None);
            QCOMPARE(without(outcome, path).bytes(), outcome.bytes()); // it is gone
            for (const auto &[other, there] : writer.places()) { // and nothing else is
                if (other.count('/') > 3 || other == path || other.startsWith(path + '/')
                    || path.startsWith(other + '/'))
                    continue;
                JsonView value(QByteArrayView(outcome.bytes()).trimmed());
                for (const QByteArray &key : other.split('/'))
                    value = value[key];
                QCOMPARE(value.raw(), QByteArrayView(writer.bytes()).sliced(there.from, there.size));
            }
            ++removed;
        }
    }
    QVERIFY(removed > Runs * 4);
}

void TestSplices::adds_one_member_and_keeps_every_other_byte()
{
    int added = 0;
    for (quint32 seed = 0; seed < Runs; ++seed) {
        const RandomMessage writer(seed);
        const Message message = read(writer.bytes());
        for (const QByteArray path :
             {"new", "params/new", "params/name", "params/uri", "params/_meta", "params/_meta/new",
              "params/_meta/progressToken", "params/new/\"er/est", "new/er"}) {
            if (writer.places().contains(path))
                continue;
            const Message outcome = with(message, path, "[ 7]");
            QVERIFY2(isCutFrom(message.bytes(), outcome.bytes()),
                     QByteArray(path + " of " + writer.bytes()).constData());
            JsonView value(QByteArrayView(outcome.bytes()).trimmed());
            for (const QByteArray &key : path.split('/'))
                value = value[key];
            QCOMPARE(value.raw(), QByteArrayView("[ 7]"));
            ++added;
        }
    }
    QVERIFY(added > Runs * 4);
}

void TestSplices::replaces_id_and_token_at_once()
{
    for (quint32 seed = 0; seed < Runs; ++seed) {
        const RandomMessage writer(seed);
        const Message message = read(writer.bytes());
        const Message outcome = message.withIdAndToken("123456789", "\"gateway\"");
        QCOMPARE(outcome.id(), QByteArrayView("123456789"));
        QCOMPARE(outcome.progressToken().raw(), QByteArrayView("\"gateway\""));
        QCOMPARE(outcome.bytes(),
                 message.with({"params", "_meta", "progressToken"}, "\"gateway\"").withId("123456789").bytes());
        QCOMPARE(message.withIdAndToken("5", {}).bytes(), message.with({"id"}, "5").bytes());
        QCOMPARE(outcome.withId(message.id()).progressToken().raw(), QByteArrayView("\"gateway\""));
    }
}

void TestSplices::outcome_reads_as_it_was_computed()
{
    for (quint32 seed = 0; seed < Runs; ++seed) {
        const RandomMessage writer(seed);
        const QByteArray trouble = spliceTrouble(read(writer.bytes()));
        QVERIFY2(trouble.isEmpty(), QByteArray(trouble + " in " + writer.bytes()).constData());
    }
}

void TestSplices::corpus_survives_every_splice()
{
    int messages = 0;
    for (const char *folder : {"messages", "odd"}) {
        for (const Sample &sample : corpus(QLatin1String(folder))) {
            const QByteArray trouble = spliceTrouble(read(sample.bytes));
            QVERIFY2(trouble.isEmpty(), QByteArray(sample.name + ": " + trouble).constData());
            ++messages;
        }
    }
    QVERIFY(messages > 60);
}

void TestSplices::splices_examples_data()
{
    QTest::addColumn<QByteArray>("from");
    QTest::addColumn<QByteArray>("path");
    QTest::addColumn<QByteArray>("raw");
    QTest::addColumn<QByteArray>("to");
    const auto row = [](const char *name, const char *from, const char *path, const char *raw, const char *to) {
        const QByteArray head = "{\"jsonrpc\":\"2.0\",\"id\":1,";
        QTest::newRow(name) << head + from << QByteArray(path) << QByteArray(raw) << head + to;
    };
    row("name", "\"method\":\"m\",\"params\":{\"name\" : \"a__b\"}}", "params/name", "\"b\"",
        "\"method\":\"m\",\"params\":{\"name\" : \"b\"}}");
    row("name of ref", "\"method\":\"m\",\"params\":{\"ref\":{\"name\":\"a\"}}}", "params/ref/name", "\"b\"",
        "\"method\":\"m\",\"params\":{\"ref\":{\"name\":\"b\"}}}");
    row("new in an empty object", "\"method\":\"m\",\"params\":{ }}", "params/uri", "\"u\"",
        "\"method\":\"m\",\"params\":{\"uri\":\"u\" }}");
    row("objects on the way", "\"method\":\"m\"\n}", "params/_meta/a", "1",
        "\"method\":\"m\",\"params\":{\"_meta\":{\"a\":1}}\n}");
    row("in a result", "\"result\":{\"a\":1 }}", "result/resultType", "\"complete\"",
        "\"result\":{\"a\":1,\"resultType\":\"complete\" }}");
    row("first of duplicates", "\"result\":{\"a\":1,\"a\":2}}", "result/a", "3", "\"result\":{\"a\":3,\"a\":2}}");
    row("a key written with escapes", "\"result\":{\"\\u0061\":1}}", "result/a", "3", "\"result\":{\"\\u0061\":3}}");
    row("a key that needs escapes", "\"result\":{}}", "result/a\"b", "3", "\"result\":{\"a\\\"b\":3}}");
}

void TestSplices::splices_examples()
{
    QFETCH(QByteArray, from);
    QFETCH(QByteArray, path);
    QFETCH(QByteArray, raw);
    QFETCH(QByteArray, to);
    QCOMPARE(with(read(from), path, raw).bytes(), to);
}

void TestSplices::removes_the_comma_that_goes_with_a_member_data()
{
    QTest::addColumn<QByteArray>("object");
    QTest::addColumn<QByteArray>("rest");
    QTest::newRow("only") << QByteArray("{ \"x\" : 1 }") << QByteArray("{  }");
    QTest::newRow("first") << QByteArray("{ \"x\" : 1 , \"b\":2 }") << QByteArray("{ \"b\":2 }");
    QTest::newRow("middle") << QByteArray("{\"a\":0, \"x\":1, \"b\":2}") << QByteArray("{\"a\":0, \"b\":2}");
    QTest::newRow("last") << QByteArray("{\"a\":0 , \"x\":1 }") << QByteArray("{\"a\":0 }");
    QTest::newRow("absent") << QByteArray("{\"a\":0}") << QByteArray("{\"a\":0}");
}

void TestSplices::removes_the_comma_that_goes_with_a_member()
{
    QFETCH(QByteArray, object);
    QFETCH(QByteArray, rest);
    for (const QByteArray head :
         {"{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"m\",\"params\":", "{\"id\":1,\"jsonrpc\":\"2.0\",\"result\":"}) {
        const Message message = read(head + object + '}');
        const char *container = message.isRequest() ? "params" : "result";
        QCOMPARE(message.without({container, "x"}).bytes(), head + rest + '}');
    }
}

void TestSplices::leaves_the_message_where_a_splice_would_break_it_data()
{
    QTest::addColumn<QByteArray>("path");
    QTest::addColumn<QByteArray>("raw"); // empty: without
    const auto row = [](const char *name, const char *path, const char *raw) {
        QTest::newRow(name) << QByteArray(path) << QByteArray(raw);
    };
    row("through a string", "params/name/x", "1");
    row("through an array", "params/list/x", "1");
    row("null id", "id", "null");
    row("version", "jsonrpc", "\"1.0\"");
    row("method of a number", "method", "1");
    row("params of an array", "params", "[]");
    row("second content", "result", "{}");
    row("duplicate in meta", "params/_meta", "{\"a\":1,\"a\":1}");
    row("duplicate in ref", "params/ref", "{\"a\":1,\"a\":1}");
    row("key that needs escapes in params", "params/a\"b", "1");
    row("key that needs escapes in meta", "params/_meta/a\"b", "1");
    row("key that needs escapes in the envelope", "a\"b", "1");
    row("no JSON", "new", "{");
    row("nothing", "new", "");
    row("without version", "jsonrpc", "");
    row("without method", "method", "");
}

void TestSplices::leaves_the_message_where_a_splice_would_break_it()
{
    QFETCH(QByteArray, path);
    QFETCH(QByteArray, raw);
    const Message message = read("{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"m\",\"params\":{\"name\":\"n\",\"list\":[]"
                                 ",\"_meta\":{},\"ref\":{}}}");
    QVERIFY(message.isRequest());
    QCOMPARE((raw.isEmpty() ? without(message, path) : with(message, path, raw)).bytes(), message.bytes());
}

void TestSplices::an_unchanged_message_shares_its_bytes()
{
    const Message message = Message::request("1", "m", "{\"a\":1}");
    QCOMPARE(message.without({"params", "b"}).bytes().constData(), message.bytes().constData());
    QCOMPARE(message.with({"params", "a", "b"}, "1").bytes().constData(), message.bytes().constData());
}

QTEST_APPLESS_MAIN(TestSplices)
#include "tst_splices.moc"
