// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/mirror/headervalue.h"

#include <QRandomGenerator>
#include <QTest>

using namespace Signalbox;

class TestHeaderValue : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void encodes_what_a_header_cannot_carry_data();
    void encodes_what_a_header_cannot_carry();
    void refuses_inexact_values_data();
    void refuses_inexact_values();
    void every_text_comes_back();
};

void TestHeaderValue::encodes_what_a_header_cannot_carry_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QByteArray>("value");
    const auto row = [](const char *name, const QByteArray &text, const QByteArray &value) {
        QTest::newRow(name) << text << value;
    };
    row("plain", "get_weather", "get_weather");
    row("inner blank", "a b\tc", "a b\tc");
    row("empty", "", "=?base64?\?=");
    row("leading blank", " a", "=?base64?IGE=?=");
    row("trailing tab", "a\t", "=?base64?YQk=?=");
    row("line break", "a\r\nX: y", "=?base64?YQ0KWDogeQ==?=");
    row("not ASCII", "caf\xc3\xa9", "=?base64?Y2Fmw6k=?=");
    row("looks encoded", "=?base64?SGVsbG8=?=", "=?base64?PT9iYXNlNjQ/U0dWc2JHOD0/PQ==?=");
    row("markers overlap", "=?base64?=", "=?base64?PT9iYXNlNjQ/PQ==?=");
    row("other case is literal", "=?BASE64?SGVsbG8=?=", "=?BASE64?SGVsbG8=?=");
}

void TestHeaderValue::encodes_what_a_header_cannot_carry()
{
    QFETCH(QByteArray, text);
    QTEST(encodedHeaderValue(text), "value");
    QCOMPARE(decodedHeaderValue(encodedHeaderValue(text)), text);
}

void TestHeaderValue::refuses_inexact_values_data()
{
    QTest::addColumn<QByteArray>("value");
    for (const char *value : {"=?base64?SGVsbG8?=", "=?base64?SGVs!!!bG8=?=", "=?base64?SGVsbG8=\n?=", "=?base64?SGVsbG9=?=",
                              "=?base64?/w==?=", "=?base64?_-8=?=", "=?base64?=SGVs?=", "caf\xc3\xa9", "caf\xe9", "a\x7f", "a\nb"})
        QTest::newRow(value) << QByteArray(value);
}

void TestHeaderValue::refuses_inexact_values()
{
    QFETCH(QByteArray, value);
    QVERIFY(!decodedHeaderValue(value));
}

void TestHeaderValue::every_text_comes_back()
{
    QRandomGenerator random(QTest::currentTestFunction()[0]);
    for (int i = 0; i < 20'000; ++i) {
        QString text;
        const int length = int(random.bounded(12));
        for (int at = 0; at < length; ++at) {
            static constexpr char32_t alphabet[] = {U'a', U' ', U'\t', U'=', U'?', U'\n', U'\0', U'é', U'€', U'😀', U'~', U'\x7f'};
            text += QString::fromUcs4(&alphabet[random.bounded(int(std::size(alphabet)))], 1);
        }
        const QByteArray bytes = text.toUtf8();
        const QByteArray value = encodedHeaderValue(bytes);
        QVERIFY(std::all_of(value.begin(), value.end(), [](char c) { return c == '\t' || (c >= 0x20 && c <= 0x7e); }));
        QCOMPARE(value.trimmed(), value);
        QCOMPARE(decodedHeaderValue(value), bytes);
    }
}

QTEST_GUILESS_MAIN(TestHeaderValue)
#include "tst_headervalue.moc"
