// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/fakes/responsereader.h"

namespace Signalbox {

namespace {

/** Takes chunks off `bytes`; returns what they and their framing took, and whether the end marker came. */
qsizetype readChunks(const QByteArray &bytes, qsizetype at, QByteArray &body, bool &complete)
{
    while (true) {
        const qsizetype lineEnd = bytes.indexOf("\r\n", at);
        if (lineEnd < 0)
            return at;
        bool isHex = false;
        const qsizetype size = bytes.mid(at, lineEnd - at).toLongLong(&isHex, 16);
        if (!isHex || bytes.size() < lineEnd + 2 + size + 2)
            return at;
        body += bytes.mid(lineEnd + 2, size);
        at = lineEnd + 2 + size + 2;
        if (size == 0) {
            complete = true;
            return at;
        }
    }
}

void readLine(QByteArray line, SseFrame &frame, bool &hasData)
{
    if (line.startsWith(':')) {
        frame.comment += line.mid(line.startsWith(": ") ? 2 : 1);
        return;
    }
    const qsizetype colon = line.indexOf(':');
    const QByteArray name = colon < 0 ? line : line.left(colon);
    QByteArray value = colon < 0 ? QByteArray() : line.mid(colon + 1);
    if (value.startsWith(' '))
        value.remove(0, 1);
    if (name == "event")
        frame.event = value;
    else if (name == "id")
        frame.id = value;
    else if (name == "retry")
        frame.retry = value;
    else if (name == "data") {
        frame.data += (hasData ? "\n" : "") + value;
        hasData = true;
    }
}

} // namespace

QList<SseFrame> sseFrames(const QByteArray &body)
{
    QList<SseFrame> frames;
    qsizetype at = 0;
    for (qsizetype end = body.indexOf("\n\n"); end >= 0; end = body.indexOf("\n\n", at)) {
        SseFrame frame;
        bool hasData = false;
        const QList<QByteArray> lines = body.mid(at, end - at).split('\n');
        for (const QByteArray &line : lines)
            readLine(line, frame, hasData);
        frames.append(frame);
        at = end + 2;
    }
    return frames;
}

HttpResponse ResponseReader::parse(bool ended, bool toHead, qsizetype &used) const
{
    HttpResponse response;
    const qsizetype headEnd = m_bytes.indexOf("\r\n\r\n");
    if (headEnd < 0) {
        response.cut = ended;
        used = m_bytes.size();
        return response;
    }
    QList<QByteArray> lines = m_bytes.left(headEnd).split('\n');
    const QByteArray statusLine = lines.takeFirst().trimmed();
    response.version = statusLine.left(8);
    response.status = statusLine.mid(9, 3).toInt();
    for (const QByteArray &line : std::as_const(lines)) {
        const qsizetype colon = line.indexOf(':');
        response.headers.append({line.left(colon), line.mid(colon + 1).trimmed()});
    }
    used = headEnd + 4;
    response.chunked = response.header("Transfer-Encoding").toLower() == "chunked";
    if (toHead || response.status < 200 || response.status == 204 || response.status == 304) {
        response.complete = true;
    } else if (response.chunked) {
        used = readChunks(m_bytes, used, response.body, response.complete);
    } else if (headerCount(response.headers, "Content-Length") > 0) {
        const qint64 size = response.header("Content-Length").toLongLong();
        response.body = m_bytes.mid(used, size);
        used += response.body.size();
        response.complete = response.body.size() == size;
    } else {
        response.body = m_bytes.mid(used);
        used = m_bytes.size();
        response.complete = ended;
    }
    response.cut = ended && !response.complete;
    return response;
}

std::optional<HttpResponse> ResponseReader::take(bool ended, bool toHead)
{
    if (m_bytes.isEmpty())
        return std::nullopt;
    qsizetype used = 0;
    const HttpResponse response = parse(ended, toHead, used);
    if (!response.complete && !ended)
        return std::nullopt;
    m_bytes.remove(0, used);
    return response;
}

HttpResponse ResponseReader::peek(bool ended, bool toHead) const
{
    qsizetype used = 0;
    return parse(ended, toHead, used);
}

} // namespace Signalbox
