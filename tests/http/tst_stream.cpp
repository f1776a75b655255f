// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/http/served.h"

#include <QTest>

using namespace Signalbox;

class tst_Stream : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void carries_frames_and_ends();
    void a_cut_stream_looks_cut();
    void for_http_1_0_the_end_of_the_connection_ends_it();
    void an_empty_write_is_not_an_end();
    void dropping_it_ends_it();
    void the_client_leaving_is_noticed_while_no_data_flows();
    void a_reset_is_noticed();
    void a_client_that_has_finished_sending_counts_as_gone();
    void writing_to_a_client_that_left_is_safe();
    void says_when_there_is_room_again();
    void a_writer_that_heeds_it_never_grows_memory();
    void a_stalled_reader_is_given_up();
    void its_callbacks_come_from_the_event_loop();
    void nobody_is_called_after_end_or_cut_or_its_own_death();
    void the_owner_may_drop_it_in_its_callback();
    void is_closed_while_its_reply_opened_it();

private:
    struct Open
    {
        explicit Open(HttpLimits limits = {}, int receiveBuffer = 0, const QByteArray &request = get());
        static QByteArray get() { return "GET /stream HTTP/1.1\r\nHost: a\r\n\r\n"; }
        Served served;
        std::unique_ptr<HttpClient> client;
        std::shared_ptr<Stream> stream;
    };
    static qint64 fillUp(Stream &stream);
};

tst_Stream::Open::Open(HttpLimits limits, int receiveBuffer, const QByteArray &request)
    : served(limits)
{
    client = std::make_unique<HttpClient>();
    if (receiveBuffer > 0)
        client->setReceiveBuffer(receiveBuffer);
    client->connectTo(served.port);
    client->send(request);
    client->head();
    stream = served.streams.at(0);
    served.streams.clear();
}

/** Writes until there is no room; returns the bytes. */
qint64 tst_Stream::fillUp(Stream &stream)
{
    const QByteArray frame = "data: " + QByteArray(50'000, 'x') + "\n\n";
    while (stream.isWritable())
        stream.write(frame);
    return stream.bytesWritten();
}

void tst_Stream::carries_frames_and_ends()
{
    Open open;
    const HttpResponse head = open.client->soFar();
    QCOMPARE(head.header("Content-Type"), "text/event-stream");
    QVERIFY(head.chunked);
    QVERIFY(!head.header("Date").isEmpty());
    const QByteArray bytes("id: 1\nevent: e\nretry: 5\ndata: a\ndata: b\n\n: c\n\n");
    QVERIFY(open.stream->write(bytes));
    const SseFrame event{"e", "1", "a\nb", "5", {}};
    const SseFrame comment{{}, {}, {}, {}, "c"};
    QCOMPARE(open.client->frames(2), (QList<SseFrame>{event, comment}));
    QCOMPARE(open.stream->bytesWritten(), bytes.size());
    QVERIFY(open.stream->connection() > 0);
    open.stream->end();
    QVERIFY(!open.stream->isOpen());
    QVERIFY(!open.stream->write("data: late\n\n"));
    QVERIFY(open.client->response().complete);
    open.client->request("GET", "/echo");
    QCOMPARE(open.client->response().status, 200);
    QCOMPARE(open.served.closed, 0);
}

void tst_Stream::a_cut_stream_looks_cut()
{
    Open open;
    open.stream->write("data: 1\n\n");
    open.stream->cut();
    QVERIFY(!open.stream->isOpen());
    const HttpResponse response = open.client->response();
    QVERIFY(response.cut);
    QCOMPARE(sseFrames(response.body).size(), 1);
}

void tst_Stream::for_http_1_0_the_end_of_the_connection_ends_it()
{
    Open open({}, 0, "GET /stream HTTP/1.0\r\nConnection: keep-alive\r\n\r\n");
    open.stream->write("data: 1\n\n");
    QVERIFY(!open.client->soFar().chunked);
    QCOMPARE(open.client->soFar().header("Connection"), "close");
    open.stream->end();
    const HttpResponse response = open.client->response();
    QVERIFY(response.complete);
    QCOMPARE(response.body, "data: 1\n\n");
    QVERIFY(!open.client->wasReset());
}

void tst_Stream::an_empty_write_is_not_an_end()
{
    Open open;
    QVERIFY(open.stream->write(""));
    QVERIFY(open.stream->write("data: 1\n\n"));
    QCOMPARE(open.client->frames(1).size(), 1);
    QVERIFY(!open.client->soFar().complete);
}

void tst_Stream::dropping_it_ends_it()
{
    Open open;
    open.stream.reset();
    QVERIFY(open.client->response().complete);
}

void tst_Stream::the_client_leaving_is_noticed_while_no_data_flows()
{
    Open open;
    open.client->close();
    QVERIFY(HttpClient::await([&] { return open.served.closed == 1; }));
    QVERIFY(!open.stream->isOpen());
    QCOMPARE(open.served.server->counters().connections, 0U);
}

void tst_Stream::a_reset_is_noticed()
{
    Open open;
    open.client->reset();
    QVERIFY(HttpClient::await([&] { return open.served.closed == 1; }));
}

void tst_Stream::a_client_that_has_finished_sending_counts_as_gone()
{
    Open open;
    open.client->halfClose();
    QVERIFY(HttpClient::await([&] { return open.served.closed == 1; }));
    QVERIFY(open.client->waitForEnd());
}

void tst_Stream::writing_to_a_client_that_left_is_safe()
{
    Open open;
    open.client->reset();
    open.stream->write("data: 1\n\n");
    open.stream->write("data: 2\n\n");
    QVERIFY(!open.stream->isOpen());
    QCOMPARE(open.stream->backlog(), 0);
    QVERIFY(!open.stream->isWritable());
    open.stream->end();
    open.stream->cut();
}

void tst_Stream::says_when_there_is_room_again()
{
    Open open({}, 4096);
    open.client->setReading(false);
    const qint64 written = fillUp(*open.stream);
    QVERIFY(open.stream->backlog() > 0);
    QCOMPARE(open.served.writable, 0);
    open.client->setReading(true);
    QVERIFY(HttpClient::await([&] { return open.served.writable == 1; }, 20'000));
    QVERIFY(open.stream->isWritable());
    QCOMPARE(open.stream->backlog(), 0);
    open.stream->end();
    QCOMPARE(open.client->response(false, 20'000).body.size(), written);
    QCOMPARE(open.served.writable, 1);
}

void tst_Stream::a_writer_that_heeds_it_never_grows_memory()
{
    Open open({}, 4096);
    open.client->setReading(false);
    fillUp(*open.stream);
    QVERIFY(open.stream->backlog() <= 50'100);
}

void tst_Stream::a_stalled_reader_is_given_up()
{
    HttpLimits limits;
    limits.stallTime = 60;
    Open open(limits, 4096);
    open.client->setReading(false);
    fillUp(*open.stream);
    QVERIFY(HttpClient::await([&] { return open.served.closed == 1; }));
    QVERIFY(!open.stream->isOpen());
    QCOMPARE(open.served.server->counters().connections, 0U);
}

void tst_Stream::its_callbacks_come_from_the_event_loop()
{
    Open open;
    open.client->reset();
    while (open.stream->write("data: 1\n\n")) { }
    QCOMPARE(open.served.closed, 0);
    QVERIFY(HttpClient::await([&] { return open.served.closed == 1; }));
}

void tst_Stream::nobody_is_called_after_end_or_cut_or_its_own_death()
{
    Open ended;
    ended.stream->end();
    ended.client->close();
    Open cut;
    cut.stream->cut();
    Open dropped;
    dropped.client->reset();
    while (dropped.stream->write("data: 1\n\n")) { }
    dropped.stream.reset(); // closed already, and the call was on its way
    for (Open *open : {&ended, &cut, &dropped}) {
        QVERIFY(HttpClient::await([&] { return open->served.server->counters().connections == 0; }));
        QCoreApplication::processEvents();
        QCOMPARE(open->served.closed, 0);
    }
}

void tst_Stream::the_owner_may_drop_it_in_its_callback()
{
    Open open;
    open.stream->onClosed([&open] { open.stream.reset(); });
    open.client->close();
    QVERIFY(HttpClient::await([&] { return open.stream == nullptr; }));

    Open full({}, 4096);
    full.client->setReading(false);
    fillUp(*full.stream);
    full.stream->onWritable([&full] {
        full.stream->onWritable(nullptr);
        full.stream.reset();
    });
    full.client->setReading(true);
    QVERIFY(HttpClient::await([&] { return full.stream == nullptr; }, 20'000));
    QVERIFY(full.client->response(false, 20'000).complete);
}

void tst_Stream::is_closed_while_its_reply_opened_it()
{
    Served served;
    const auto client = served.client();
    client->request("GET", "/keep");
    QVERIFY(HttpClient::await([&] { return served.replies.size() == 1; }));
    client->reset();
    // The kernel knows already, the event loop does not yet.
    const auto stream = served.replies.at(0).openStream(Served::streamHeaders());
    QVERIFY(stream == nullptr || !stream->write("data: 1\n\n") || !stream->write("data: 2\n\n"));
}

QTEST_GUILESS_MAIN(tst_Stream)
#include "tst_stream.moc"
