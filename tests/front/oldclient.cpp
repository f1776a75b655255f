// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/front/oldclient.h"

namespace Signalbox {

bool OldClient::open(const QByteArray &lastEventId)
{
    QByteArray bytes = "GET " + m_path
        + " HTTP/1.1\r\nAccept: text/event-stream\r\nHost: localhost:" + QByteArray::number(m_house.port) + "\r\n";
    if (!lastEventId.isNull())
        bytes += "Last-Event-ID: " + lastEventId + "\r\n";
    stream = std::make_unique<HttpClient>();
    if (receiveBuffer > 0)
        stream->setReceiveBuffer(receiveBuffer);
    if (!stream->connectTo(m_house.port))
        return false;
    stream->send(bytes + "\r\n");
    if (stream->head().status != 200)
        return false;
    const QList<SseFrame> frames = stream->frames(1);
    if (frames.isEmpty() || frames.constFirst().event != "endpoint")
        return false;
    opening = frames.constFirst();
    endpoint = opening.data;
    return true;
}

HttpResponse OldClient::post(const QByteArray &body, const HeaderList &extra) const
{
    return m_house.request("POST", endpoint, HeaderList{{"Content-Type", "application/json"}} + extra, body)
        ->response();
}

bool OldClient::begin(const QByteArray &version, const QByteArray &capabilities)
{
    return open() && post(Talker::initialize(version, capabilities)).status == 202 && said(1).size() == 1
        && post(Talker::notification("notifications/initialized")).status == 202;
}

QList<SseFrame> OldClient::said(qsizetype count) const
{
    HttpClient::await([&] { return heard().size() >= count; });
    return heard();
}

QList<SseFrame> OldClient::heard() const
{
    QList<SseFrame> some;
    for (const SseFrame &frame : sseFrames(stream->soFar().body)) {
        if (frame.event == "message")
            some.append(frame);
    }
    return some;
}

bool OldClient::hearsNothing() const
{
    const qsizetype before = heard().size();
    if (post(Talker::request("\"nothing else\"", "ping")).status != 202)
        return false;
    const QList<SseFrame> all = said(before + 1);
    return all.size() == before + 1 && parsed(all.constLast()).id() == "\"nothing else\"";
}

Message parsed(const SseFrame &frame)
{
    const auto message = Message::parse(frame.data);
    return message ? *message : Message();
}

} // namespace Signalbox
