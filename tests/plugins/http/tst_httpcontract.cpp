// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/plugins/http/httpbench.h"

using namespace Signalbox;

namespace {

QJsonObject settingsFor(const QString &url, const char *type)
{
    return {{QStringLiteral("url"), url}, {QStringLiteral("type"), QString::fromLatin1(type)}};
}

void echo(const RawServer::Request &request)
{
    request.result(request.message().params().raw().toByteArray());
}

} // namespace

/** The contract, kept over Streamable HTTP. */
class TestStreamableContract : public BackendContract
{
    Q_OBJECT

    BackendFixture fixture() override
    {
        m_server.script = echo;
        m_server.requests.clear();
        BackendFixture fixture;
        fixture.isOrdered = false;
        fixture.answering = [this] { return m_bench.make(settingsFor(m_server.url(), "streamable-http")); };
        fixture.impossible = [this] {
            RawServer gone;
            return m_bench.make(settingsFor(gone.url(), "sse"));
        };
        return fixture;
    }

    HttpBench m_bench;
    RawServer m_server;
};

/** The contract, kept over HTTP+SSE. */
class TestSseContract : public BackendContract
{
    Q_OBJECT

    BackendFixture fixture() override
    {
        BackendFixture fixture;
        fixture.isOrdered = false;
        fixture.answering = [this] {
            m_isDying = false;
            return make();
        };
        fixture.impossible = [this] {
            RawServer gone;
            return m_bench.make(settingsFor(gone.url(), "sse"));
        };
        fixture.dying = [this] {
            m_isDying = true;
            return make();
        };
        return fixture;
    }

    std::unique_ptr<Backend> make()
    {
        m_server.script = [this](const RawServer::Request &request) { serve(request); };
        m_server.requests.clear();
        return m_bench.make(settingsFor(m_server.url(), "sse"));
    }

    void serve(const RawServer::Request &request)
    {
        if (request.method == "GET") {
            const QByteArray messages = "/messages?session=" + QByteArray::number(m_streams.size());
            m_streams.insert(messages, request);
            request.openStream();
            return request.chunk("event: endpoint\ndata: " + messages + "\n\n");
        }
        request.accept();
        const Message message = request.message();
        const RawServer::Request stream = m_streams.value(request.target);
        stream.event(Message::result(message.id(), message.params().raw()).oneLine());
        if (m_isDying)
            stream.hangUp();
    }

    HttpBench m_bench;
    RawServer m_server;
    QHash<QByteArray, RawServer::Request> m_streams; //!< by where their messages are posted
    bool m_isDying = false;
};

int main(int argc, char **argv)
{
    QCoreApplication application(argc, argv);
    TestStreamableContract streamable;
    TestSseContract sse;
    return QTest::qExec(&streamable, argc, argv) + QTest::qExec(&sse, argc, argv);
}

#include "tst_httpcontract.moc"
