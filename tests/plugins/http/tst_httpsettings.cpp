// SPDX-License-Identifier: GPL-3.0-or-later
#include "plugins/http/httpsettings.h"
#include "tests/plugins/http/httpbench.h"

#include <QJsonDocument>

using namespace Signalbox;

/** What a person may write about a server with an address. */
class TestHttpSettings : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void takes_what_can_work_data();
    void takes_what_can_work();
    void says_what_cannot_work_data();
    void says_what_cannot_work();
    void shows_no_secret_in_a_refusal();
    void the_plugin_is_found_and_refuses_in_words();

private:
    static QJsonObject json(const QByteArray &text) { return QJsonDocument::fromJson(text).object(); }
};

void TestHttpSettings::takes_what_can_work_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QString>("url");
    QTest::addColumn<int>("speech");
    using Speech = HttpSettings::Speech;
    const auto row = [](const char *name, const char *text, const char *url, Speech speech) {
        QTest::newRow(name) << QByteArray(text) << QString::fromLatin1(url) << int(speech);
    };
    row("plain", R"({"url": "http://h/mcp"})", "http://h/mcp", Speech::Any);
    row("http", R"({"url": "http://h/mcp", "type": "http"})", "http://h/mcp", Speech::Any);
    row("streamable", R"({"url": "https://h:1/", "type": "streamable-http"})", "https://h:1/", Speech::Streamable);
    row("streamable in other words", R"({"url": "https://h", "type": "streamableHttp"})", "https://h",
        Speech::Streamable);
    row("sse", R"({"url": "http://[::1]:8/sse?k=v", "type": "sse"})", "http://[::1]:8/sse?k=v", Speech::Sse);
    row("upper case and space", R"({"url": " HTTP://Host/Path "})", "http://host/Path", Speech::Any);
    row("fragment", R"({"url": "http://h/mcp#there"})", "http://h/mcp", Speech::Any);
}

void TestHttpSettings::takes_what_can_work()
{
    QFETCH(QByteArray, text);
    QFETCH(int, speech);
    const Result<HttpSettings> settings = HttpSettings::read(json(text));
    QVERIFY2(settings.ok(), settings.ok() ? "" : qPrintable(settings.error().sentence));
    QTEST(settings->url.toString(), "url");
    QCOMPARE(int(settings->speech), speech);
}

void TestHttpSettings::says_what_cannot_work_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QString>("sentence");
    const auto row = [](const char *text, const char *sentence) {
        QTest::newRow(text) << QByteArray(text) << QString::fromLatin1(sentence);
    };
    const char *address = "url: expected an address that begins with http:// or https://, got something else";
    const char *protocol = ": this header is part of the protocol and is set by the gateway; take it out";
    const char *connection = ": this header belongs to the connection itself; take it out";
    row("{}", address);
    row(R"({"url": 1})", address);
    row(R"({"url": "h/mcp"})", address);
    row(R"({"url": "ftp://h/"})", address);
    row(R"({"url": "http://"})", address);
    row(R"({"url": "http://h h/"})", address);
    row(R"({"url": "http://h", "headers": []})", "headers: expected an object of texts, got something else");
    row(R"({"url": "http://h", "headers": {"": "x"}})", "headers: expected names of letters, digits and '-', got \"\"");
    row(R"({"url": "http://h", "headers": {"A B": "x"}})",
        "headers: expected names of letters, digits and '-', got \"A B\"");
    row(R"({"url": "http://h", "headers": {"A": 1}})", "headers.A: expected a text, got something else");
    row("{\"url\": \"http://h\", \"headers\": {\"A\": \"x\\r\\nB: y\"}}",
        "headers.A: expected one line of text, got one with control characters");
    row(R"({"url": "http://h", "headers": {"x-a": "1", "X-A": "2"}})",
        "headers.x-a: stands there twice, in different cases; take one out");
    const auto reserved = [&](const QByteArray &name, const char *why) {
        const QByteArray text = R"({"url": "http://h", "headers": {")" + name + R"(": "x"}})";
        row(text.constData(), ("headers." + name + why).constData());
    };
    reserved("Mcp-Session-Id", protocol);
    reserved("mcp-protocol-version", protocol);
    reserved("Accept", protocol);
    reserved("Content-Type", protocol);
    reserved("Last-Event-ID", protocol);
    reserved("Connection", connection);
    reserved("Transfer-Encoding", connection);
    reserved("content-length", connection);
    reserved("Host", ": this header is made from the url; take it out");
    row(R"({"url": "http://h", "type": "websocket"})", "type: expected \"http\", \"streamable-http\" or \"sse\"");
}

void TestHttpSettings::says_what_cannot_work()
{
    QFETCH(QByteArray, text);
    const Result<HttpSettings> settings = HttpSettings::read(json(text));
    QVERIFY(!settings);
    QTEST(settings.error().sentence, "sentence");
}

void TestHttpSettings::shows_no_secret_in_a_refusal()
{
    const QJsonObject badUrl{{QStringLiteral("url"), QStringLiteral("ftp://me:secret@h/?key=secret")}};
    const QJsonObject badHeader{
        {QStringLiteral("url"), QStringLiteral("http://h")},
        {QStringLiteral("headers"),
         QJsonObject{{QStringLiteral("Authorization"), QString(QStringLiteral("secret") + QChar(1))}}}};
    for (const QJsonObject &bad : {badUrl, badHeader}) {
        const Result<HttpSettings> settings = HttpSettings::read(bad);
        QVERIFY(!settings);
        QVERIFY(!settings.error().sentence.contains(QStringLiteral("secret")));
    }
}

void TestHttpSettings::the_plugin_is_found_and_refuses_in_words()
{
    PluginHost host{QString()};
    host.scan({QStringLiteral(TEST_BINARY_DIRECTORY "/lib/signalbox/plugins")});
    const QJsonObject good{{QStringLiteral("url"), QStringLiteral("http://h")}};
    QVERIFY(host.create(QStringLiteral("http"), good, {}).ok());
    const auto refused = host.create(QStringLiteral("http"), {}, {});
    QVERIFY(!refused);
    QVERIFY(refused.error().sentence.contains(QStringLiteral("url: expected an address")));
}

QTEST_GUILESS_MAIN(TestHttpSettings)
#include "tst_httpsettings.moc"
