// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/front/generation.h"

#include <QTest>

using namespace Signalbox;

namespace {

enum Expected { Legacy = 1, Modern = 2 };

constexpr auto complete = R"("_meta":{"io.modelcontextprotocol/protocolVersion":"2026-07-28",)"
                          R"("io.modelcontextprotocol/clientCapabilities":{}})";
constexpr auto versionOnly = R"("_meta":{"io.modelcontextprotocol/protocolVersion":"2026-07-28"})";

QByteArray request(const char *method, const char *params = "")
{
    return QByteArray(R"({"jsonrpc":"2.0","id":1,"method":")") + method + R"(","params":{)" + params + "}}";
}

QByteArray notification(const char *params = "")
{
    return QByteArray(R"({"jsonrpc":"2.0","method":"notifications/cancelled","params":{)") + params + "}}";
}

} // namespace

class TestGeneration : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void is_told_by_body_then_header_data()
    {
        QTest::addColumn<QByteArray>("body");
        QTest::addColumn<QByteArray>("header");
        QTest::addColumn<int>("expected"); // a generation, or the code of the refusal
        const QByteArray none;
        const QByteArray modern = "2026-07-28";
        const QByteArray legacy = "2025-06-18";
        const QByteArray batch = '[' + request("ping") + ']';
        QTest::newRow("batch with a claim") << '[' + request("ping", versionOnly) + ']' << none << -32600;
        QTest::newRow("batch") << batch << none << int(Legacy);
        QTest::newRow("response") << QByteArray(R"({"jsonrpc":"2.0","id":1,"result":{}})") << modern << int(Legacy);
        QTest::newRow("initialize") << request("initialize") << none << int(Legacy);
        QTest::newRow("initialize, legacy header") << request("initialize") << legacy << int(Legacy);
        QTest::newRow("initialize, modern header") << request("initialize") << modern << -32020;
        QTest::newRow("initialize, half a claim") << request("initialize", versionOnly) << none << int(Legacy);
        QTest::newRow("initialize, half a claim, modern header")
            << request("initialize", versionOnly) << modern << -32020;
        QTest::newRow("initialize, complete claim") << request("initialize", complete) << modern << int(Modern);
        QTest::newRow("request with a claim") << request("tools/list", versionOnly) << none << int(Modern);
        QTest::newRow("request with a claim, legacy header")
            << request("tools/list", complete) << legacy << int(Modern);
        QTest::newRow("request, modern header") << request("tools/list") << modern << -32602;
        QTest::newRow("request, later header") << request("tools/list") << QByteArray("2027-01-01") << -32602;
        QTest::newRow("request, legacy header") << request("tools/list") << legacy << int(Legacy);
        QTest::newRow("request, odd header") << request("tools/list") << QByteArray("banana") << int(Legacy);
        QTest::newRow("request") << request("tools/list") << none << int(Legacy);
        QTest::newRow("notification with a claim") << notification(complete) << none << int(Modern);
        QTest::newRow("notification with a claim, other header") << notification(complete) << legacy << -32020;
        QTest::newRow("notification with a bad claim")
            << notification(R"("_meta":{"io.modelcontextprotocol/protocolVersion":7})") << none << -32602;
        QTest::newRow("notification, modern header") << notification() << modern << int(Modern);
        QTest::newRow("notification") << notification() << none << int(Legacy);
        QTest::newRow("notification, legacy header") << notification() << legacy << int(Legacy);
    }

    void is_told_by_body_then_header()
    {
        QFETCH(QByteArray, body);
        QFETCH(QByteArray, header);
        QFETCH(int, expected);
        Post post;
        post.isBatch = body.startsWith('[');
        const auto elements = Message::split(body);
        for (const auto &element : *elements) {
            QVERIFY(element.ok());
            post.messages.append(*element);
        }
        const auto generation = generationOf(post, header);
        const int got = !generation ? generation.error().code : *generation == Generation::Legacy ? Legacy : Modern;
        QCOMPARE(got, expected);
        if (!generation)
            QCOMPARE(generation.error().status, 400);
    }
};

QTEST_GUILESS_MAIN(TestGeneration)
#include "tst_generation.moc"
