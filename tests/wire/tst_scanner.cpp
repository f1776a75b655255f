// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/wire/scanner.h"
#include "tests/wire/corpus.h"
#include "tests/wire/judge.h"

#include <QRandomGenerator>
#include <QtTest>

using namespace Signalbox;

class TestScanner : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void takes_exactly_what_the_corpus_calls_json_data();
    void takes_exactly_what_the_corpus_calls_json();
    void says_where_and_what_is_wrong_data();
    void says_where_and_what_is_wrong();
    void nests_as_deep_as_allowed_and_no_deeper();
    void finds_a_bad_byte_at_every_place_of_a_string();
    void checks_every_unicode_scalar_and_its_neighbours();
    void sees_line_breaks_between_tokens_only();
    void agrees_with_simdjson_on_mutated_messages();
};

void TestScanner::takes_exactly_what_the_corpus_calls_json_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<bool>("valid");
    int rows = 0;
    for (const char *folder : {"messages", "odd", "envelope", "syntax"}) {
        for (const Sample &sample : corpus(QLatin1String(folder))) {
            QTest::addRow("%s/%s", folder, sample.name.constData()) << sample.bytes << (qstrcmp(folder, "syntax") != 0);
            ++rows;
        }
    }
    QVERIFY(rows > 150);
}

void TestScanner::takes_exactly_what_the_corpus_calls_json()
{
    QFETCH(QByteArray, text);
    QFETCH(bool, valid);
    Scanner scanner(text, 256);
    QCOMPARE(scanner.skipDocument(), valid);
    QCOMPARE(scanner.failed(), !valid);
    QVERIFY(scanner.offset() >= 0 && scanner.offset() <= text.size());
    QCOMPARE(scanner.defect().isEmpty(), valid);
    if (valid || !scanner.defect().contains(QStringLiteral("nesting"))) // the judge knows no limit of ours
        QCOMPARE(disagreement(text), QByteArray());
}

void TestScanner::says_where_and_what_is_wrong_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QString>("sentence");
    const auto row = [](const char *name, const char *text, const char *sentence) {
        QTest::newRow(name) << QByteArray(text) << QString::fromLatin1(sentence);
    };
    row("nothing", "", "byte 0: expected a value, got the end");
    row("order mark", "\xef\xbb\xbf{}", "byte 0: expected a value, got byte 0xef");
    row("open object", "{\"a\":1", "byte 6: expected ',' or '}', got the end");
    row("open array", "[1 ", "byte 3: expected ',' or ']', got the end");
    row("wrong bracket", "[1}", "byte 2: expected ',' or ']', got '}'");
    row("no colon", "{\"a\" 1}", "byte 5: expected ':' after a key, got '1'");
    row("bare key", "{a:1}", "byte 1: expected a key in quotes, got 'a'");
    row("open string", "\"abc", "byte 4: expected the end of a string, got the end");
    row("raw tab", "\"a\tb\"", "byte 2: expected control characters in strings to be escaped, got byte 0x09");
    row("bad escape", "\"\\x\"", "byte 2: expected one of \"\\/bfnrtu after a backslash, got 'x'");
    row("short escape", "\"\\u12\"", "byte 5: expected four hexadecimal digits after \\u, got '\"'");
    row("not UTF-8", "\"\xff\"", "byte 1: expected UTF-8, got byte 0xff");
    row("leading zero", "01", "byte 1: expected no digit after a leading zero, got '1'");
    row("minus alone", "-", "byte 1: expected a digit, got the end");
    row("second value", "1 2", "byte 2: expected nothing behind the value, got '2'");
}

void TestScanner::says_where_and_what_is_wrong()
{
    QFETCH(QByteArray, text);
    QFETCH(QString, sentence);
    Scanner scanner(text, 256);
    QVERIFY(!scanner.skipDocument());
    QCOMPARE(scanner.defect(), sentence);
}

void TestScanner::nests_as_deep_as_allowed_and_no_deeper()
{
    const auto nested = [](int levels, char open, char close) {
        QByteArray text;
        for (int i = 0; i < levels; ++i)
            text += open == '{' && i % 3 != 0 ? "{\"k\":" : "[";
        text += '1';
        for (int i = levels; i-- > 0;)
            text += open == '{' && i % 3 != 0 ? close : ']';
        return text;
    };
    for (const int depth : {1, 2, 63, 64, 65, 127, 128, 256, 1023, 1024}) {
        for (const char open : {'[', '{'}) {
            const char close = open == '{' ? '}' : ']';
            QVERIFY(Scanner(nested(depth, open, close), depth).skipDocument());
            QVERIFY(!Scanner(nested(depth + 1, open, close), depth).skipDocument());
            QVERIFY(JsonView::parse(nested(depth, open, close), depth).exists());
        }
    }
    QVERIFY(!Scanner(nested(1025, '[', ']'), 100'000).skipDocument()); // no setting goes above what the stack holds
}

// The bytes are passed many at a time: whatever the place, the first bad one must be found.
void TestScanner::finds_a_bad_byte_at_every_place_of_a_string()
{
    for (int length = 1; length < 50; ++length) {
        for (int place = 0; place < length; ++place) {
            for (const char bad : {'\x00', '\x1f', '\x80', '\xff', '\xc3'}) {
                QByteArray text = '"' + QByteArray(length, 'x') + '"';
                text[place + 1] = bad;
                Scanner scanner(text, 8);
                QVERIFY(!scanner.skipDocument());
                QCOMPARE(scanner.offset(), place + 1);
            }
            QByteArray text = '"' + QByteArray(length, '\x7f') + '"';
            text.replace(place + 1, 1, "\\n");
            QVERIFY(Scanner(text, 8).skipDocument());
            text.replace(place + 1, 2, "\xc3\xa9");
            QVERIFY(Scanner(text, 8).skipDocument());
            text.replace(place + 1, 2, "\"");
            QCOMPARE(Scanner(text, 8).skipDocument(), false);
        }
    }
}

void TestScanner::checks_every_unicode_scalar_and_its_neighbours()
{
    const auto takes = [](QByteArrayView sequence) {
        QByteArray text = "\"" + sequence.toByteArray() + "\"";
        return Scanner(text, 8).skipDocument();
    };
    for (char32_t code = 0x80; code <= 0x10ffff; code += code < 0x11000 ? 1 : 61) {
        if (code >= 0xd800 && code < 0xe000)
            continue;
        const QByteArray sequence = QStringView(QChar::fromUcs4(code)).toUtf8();
        QVERIFY2(takes(sequence), QByteArray::number(uint(code), 16).constData());
        QVERIFY(!takes(QByteArrayView(sequence).chopped(1)));
    }
    // All pairs of bytes and all triples with a plausible lead, against Qt's decoder.
    for (int lead = 0x80; lead < 0x100; ++lead) {
        for (int second = 0x80; second < 0x100; ++second) {
            for (const QByteArray &tail :
                 {QByteArray(), QByteArray("\x80"), QByteArray("\x80\xbf"), QByteArray("\xbf\xbf\x80")}) {
                const QByteArray sequence = QByteArray(1, char(lead)) + char(second) + tail;
                QCOMPARE(takes(sequence), QString::fromUtf8(sequence).toUtf8() == sequence);
            }
        }
    }
}

void TestScanner::sees_line_breaks_between_tokens_only()
{
    const auto sees = [](const char *text) {
        Scanner scanner(text, 8);
        return scanner.skipDocument() && scanner.hasLineBreak();
    };
    QVERIFY(!sees("{\"a\":[1,\t\"b\\n\", {}]}"));
    for (const char *text :
         {"\n1", "1\r", "[\n]", "[1\n]", "[1,\r2]", "{\n}", "{\"a\"\n:1}", "{\"a\":\r1}", "{\"a\":1,\n\"b\":2}"})
        QVERIFY2(sees(text), text);
}

void TestScanner::agrees_with_simdjson_on_mutated_messages()
{
    QList<Sample> seeds;
    for (const char *folder : {"messages", "odd", "envelope", "syntax"}) {
        for (const Sample &sample : corpus(QLatin1String(folder))) {
            if (sample.bytes.size() < 5'000)
                seeds.append(sample);
        }
    }
    QVERIFY(seeds.size() > 150);
    QRandomGenerator random(20260728);
    const QByteArray interesting("{}[]\",:\\0123456789-+.eEtfnu \t\n\r\x01\x80\xc3\xed\xf0\xff");
    for (int run = 0; run < 6'000; ++run) {
        QByteArray text = seeds[random.bounded(seeds.size())].bytes;
        for (int edits = 1 + random.bounded(3); edits > 0 && !text.isEmpty(); --edits) {
            const int place = random.bounded(int(text.size()));
            switch (random.bounded(5)) {
            case 0:
                text[place] = interesting[random.bounded(int(interesting.size()))];
                break;
            case 1:
                text.insert(place, interesting[random.bounded(int(interesting.size()))]);
                break;
            case 2:
                text.remove(place, 1 + random.bounded(4));
                break;
            case 3:
                text[place] = char(text[place] ^ (1 << random.bounded(8)));
                break;
            default:
                text.insert(place, text.mid(random.bounded(int(text.size())), random.bounded(30)));
                break;
            }
        }
        const QByteArray trouble = disagreement(text);
        QVERIFY2(trouble.isEmpty(),
                 QByteArray(trouble + " in run " + QByteArray::number(run) + ": " + text.toHex()).constData());
    }
}

QTEST_APPLESS_MAIN(TestScanner)
#include "tst_scanner.moc"
