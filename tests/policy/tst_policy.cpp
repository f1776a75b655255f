// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/config/config.h"
#include "core/policy/policy.h"

#include <QTest>

using namespace Signalbox;

namespace {

HttpRequest request(HeaderList headers, const QByteArray &method = "POST")
{
    HttpRequest made;
    made.method = method;
    made.path = "/mcp";
    made.headers = std::move(headers);
    return made;
}

int statusOf(const Policy &policy, const HttpRequest &request)
{
    const auto caller = policy.admit(request);
    return caller ? 200 : caller.error().status;
}

Config with(const QByteArray &token = {})
{
    Config config;
    config.token = token;
    config.allowedHosts = {QStringLiteral("box.example"), QStringLiteral("proxy.example:8443")};
    config.allowedOrigins = {QStringLiteral("https://app.example"), QStringLiteral("vscode-webview://abc")};
    return config;
}

} // namespace

class TestPolicy : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void takes_only_our_own_host_with_our_port_data()
    {
        QTest::addColumn<QByteArray>("host");
        QTest::addColumn<bool>("ok");
        QTest::newRow("name") << QByteArray("localhost:3625") << true;
        QTest::newRow("capitals") << QByteArray("LocalHost:3625") << true;
        QTest::newRow("v4") << QByteArray("127.0.0.1:3625") << true;
        QTest::newRow("v6") << QByteArray("[::1]:3625") << true;
        QTest::newRow("other port") << QByteArray("localhost:3626") << false;
        QTest::newRow("no port") << QByteArray("localhost") << false;
        QTest::newRow("rebound") << QByteArray("evil.example:3625") << false;
        QTest::newRow("prefix") << QByteArray("localhost.evil.example:3625") << false;
        QTest::newRow("suffix") << QByteArray("evil-localhost:3625") << false;
        QTest::newRow("user") << QByteArray("localhost@evil.example:3625") << false;
        QTest::newRow("two ports") << QByteArray("localhost:3625:3625") << false;
        QTest::newRow("odd port") << QByteArray("localhost:+3625") << false;
        QTest::newRow("zero port") << QByteArray("localhost:03625") << true; // the same number
        QTest::newRow("wrapped port") << QByteArray("localhost:69161") << false;
        QTest::newRow("dot") << QByteArray("localhost.:3625") << false;
        QTest::newRow("bare v6") << QByteArray("::1:3625") << false;
        QTest::newRow("open bracket") << QByteArray("[::1:3625") << false;
        QTest::newRow("empty") << QByteArray("") << false;
        QTest::newRow("configured") << QByteArray("box.example:3625") << true;
        QTest::newRow("configured, other port") << QByteArray("box.example:1") << false;
        QTest::newRow("configured, usual port") << QByteArray("box.example") << true;
        QTest::newRow("configured with port") << QByteArray("proxy.example:8443") << true;
        QTest::newRow("configured with another port") << QByteArray("proxy.example:3625") << false;
    }

    void takes_only_our_own_host_with_our_port()
    {
        QFETCH(QByteArray, host);
        QFETCH(bool, ok);
        QCOMPARE(statusOf(Policy(with(), 3625), request({{"Host", host}})), ok ? 200 : 403);
    }

    void wants_exactly_one_host()
    {
        const Policy policy(with(), 3625);
        QCOMPARE(statusOf(policy, request({})), 403);
        QCOMPARE(statusOf(policy, request({{"Host", "localhost:3625"}, {"host", "localhost:3625"}})), 403);
    }

    void takes_only_origins_of_this_machine_data()
    {
        QTest::addColumn<QByteArray>("origin");
        QTest::addColumn<bool>("ok");
        QTest::newRow("any port") << QByteArray("http://localhost:5173") << true;
        QTest::newRow("no port") << QByteArray("http://127.0.0.1") << true;
        QTest::newRow("https") << QByteArray("https://[::1]:8443") << true;
        QTest::newRow("null") << QByteArray("null") << false;
        QTest::newRow("empty") << QByteArray("") << false;
        QTest::newRow("stranger") << QByteArray("http://evil.example") << false;
        QTest::newRow("prefix") << QByteArray("http://localhost.evil.example") << false;
        QTest::newRow("user") << QByteArray("http://localhost@evil.example") << false;
        QTest::newRow("port and user") << QByteArray("http://localhost:80@evil.example") << false;
        QTest::newRow("path") << QByteArray("http://localhost/") << false;
        QTest::newRow("scheme") << QByteArray("file://localhost") << false;
        QTest::newRow("no scheme") << QByteArray("localhost") << false;
        QTest::newRow("configured") << QByteArray("https://app.example") << true;
        QTest::newRow("configured, other scheme") << QByteArray("http://app.example") << false;
        QTest::newRow("configured, odd scheme") << QByteArray("vscode-webview://abc") << true;
    }

    void takes_only_origins_of_this_machine()
    {
        QFETCH(QByteArray, origin);
        QFETCH(bool, ok);
        const Policy policy(with(), 3625);
        QCOMPARE(statusOf(policy, request({{"Host", "localhost:3625"}, {"Origin", origin}})), ok ? 200 : 403);
        QCOMPARE(policy.allowsOrigin(origin), ok);
    }

    void asks_for_the_token_if_there_is_one_data()
    {
        QTest::addColumn<HeaderList>("headers");
        QTest::addColumn<int>("status");
        QTest::newRow("right") << HeaderList{{"Authorization", "Bearer s3cret"}} << 200;
        QTest::newRow("scheme in lower case") << HeaderList{{"authorization", "bearer s3cret"}} << 200;
        QTest::newRow("none") << HeaderList{} << 401;
        QTest::newRow("wrong") << HeaderList{{"Authorization", "Bearer s3creT"}} << 401;
        QTest::newRow("prefix") << HeaderList{{"Authorization", "Bearer s3cre"}} << 401;
        QTest::newRow("longer") << HeaderList{{"Authorization", "Bearer s3crets3cret"}} << 401;
        QTest::newRow("empty") << HeaderList{{"Authorization", "Bearer "}} << 401;
        QTest::newRow("basic") << HeaderList{{"Authorization", "Basic s3cret"}} << 401;
        QTest::newRow("twice") << HeaderList{{"Authorization", "Bearer s3cret"}, {"Authorization", "Bearer s3cret"}}
                               << 401;
    }

    void asks_for_the_token_if_there_is_one()
    {
        QFETCH(HeaderList, headers);
        QFETCH(int, status);
        const Policy policy(with("s3cret"), 3625);
        headers.prepend({"Host", "localhost:3625"});
        const auto caller = policy.admit(request(headers));
        QCOMPARE(caller ? 200 : caller.error().status, status);
        if (status == 401)
            QVERIFY(headerValue(caller.error().headers, "WWW-Authenticate").startsWith("Bearer"));
        else
            QCOMPARE(caller->principal, QByteArray("owner"));
        QCOMPARE(statusOf(policy, request({{"Host", "localhost:3625"}}, "OPTIONS")), 200);
        QVERIFY(policy.admitVisitor(request({{"Host", "localhost:3625"}})).ok());
    }

    void without_a_token_everybody_is_local()
    {
        const auto caller = Policy(with(), 3625).admit(request({{"Host", "localhost:3625"}}));
        QVERIFY(caller.ok());
        QCOMPARE(caller->principal, QByteArray("local"));
    }
};

QTEST_GUILESS_MAIN(TestPolicy)
#include "tst_policy.moc"
