// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/http/answerhead.h"

#include "core/http/requesthead.h"

#include <array>
#include <ctime>

namespace Signalbox {

namespace {

struct StatusName
{
    int status;
    QByteArrayView name;
};

constexpr std::array statusNames{
    StatusName{200, "OK"},
    StatusName{201, "Created"},
    StatusName{202, "Accepted"},
    StatusName{204, "No Content"},
    StatusName{301, "Moved Permanently"},
    StatusName{302, "Found"},
    StatusName{303, "See Other"},
    StatusName{304, "Not Modified"},
    StatusName{307, "Temporary Redirect"},
    StatusName{400, "Bad Request"},
    StatusName{401, "Unauthorized"},
    StatusName{403, "Forbidden"},
    StatusName{404, "Not Found"},
    StatusName{405, "Method Not Allowed"},
    StatusName{406, "Not Acceptable"},
    StatusName{408, "Request Timeout"},
    StatusName{409, "Conflict"},
    StatusName{410, "Gone"},
    StatusName{413, "Content Too Large"},
    StatusName{415, "Unsupported Media Type"},
    StatusName{417, "Expectation Failed"},
    StatusName{422, "Unprocessable Content"},
    StatusName{429, "Too Many Requests"},
    StatusName{431, "Request Header Fields Too Large"},
    StatusName{500, "Internal Server Error"},
    StatusName{501, "Not Implemented"},
    StatusName{502, "Bad Gateway"},
    StatusName{503, "Service Unavailable"},
    StatusName{504, "Gateway Timeout"},
    StatusName{505, "HTTP Version Not Supported"},
};

QByteArrayView statusName(int status)
{
    for (const StatusName &row : statusNames) {
        if (row.status == status)
            return row.name;
    }
    return "Status";
}

/** "Date: …\r\n", written anew once a second; one copy per thread keeps it free of locks. */
const QByteArray &dateLine()
{
    static thread_local std::time_t second = 0;
    static thread_local QByteArray line;
    const std::time_t now = std::time(nullptr);
    if (now != second || line.isEmpty()) {
        second = now;
        constexpr std::array days{"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
        constexpr std::array months{"Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
        std::tm tm{};
        gmtime_r(&now, &tm);
        line = QByteArray::fromStdString("Date: " + std::string(days[static_cast<std::size_t>(tm.tm_wday)]) + ", ");
        const auto twoDigits = [](int number) { return QByteArray::number(number).rightJustified(2, '0'); };
        line += twoDigits(tm.tm_mday) + ' ' + months[static_cast<std::size_t>(tm.tm_mon)] + ' '
            + QByteArray::number(tm.tm_year + 1900) + ' ' + twoDigits(tm.tm_hour) + ':' + twoDigits(tm.tm_min) + ':'
            + twoDigits(tm.tm_sec) + " GMT\r\n";
    }
    return line;
}

bool isOurs(QByteArrayView name)
{
    constexpr std::array<QByteArrayView, 5> ours{"Date", "Connection", "Keep-Alive", "Content-Length",
                                                 "Transfer-Encoding"};
    for (const QByteArrayView own : ours) {
        if (own.size() == name.size() && own.compare(name, Qt::CaseInsensitive) == 0)
            return true;
    }
    return false;
}

bool isPlain(QByteArrayView value)
{
    for (const char c : value) {
        if ((static_cast<unsigned char>(c) < 0x20 && c != '\t') || c == 0x7f)
            return false;
    }
    return true;
}

QByteArray beginHead(int status, const HeaderList &headers, const AnswerFrame &frame)
{
    const QByteArray &date = dateLine();
    qsizetype size = 128 + date.size();
    for (const Header &header : headers)
        size += header.first.size() + header.second.size() + 4;
    QByteArray head;
    head.reserve(size);
    // RFC 9110: a server names its own version, also to a client of HTTP/1.0.
    head += "HTTP/1.1 ";
    head += QByteArray::number(status);
    head += ' ';
    head += statusName(status);
    head += "\r\n";
    head += date;
    for (const Header &header : headers) {
        if (isOurs(header.first) || !isToken(header.first) || !isPlain(header.second))
            continue;
        head += header.first;
        head += ": ";
        head += header.second;
        head += "\r\n";
    }
    if (!frame.keepAlive)
        head += "Connection: close\r\n";
    else if (frame.http10)
        head += "Connection: keep-alive\r\n";
    return head;
}

} // namespace

bool carriesBody(int status, const AnswerFrame &frame)
{
    return !frame.toHead && status != 204 && status != 304;
}

QByteArray answerHead(int status, const HeaderList &headers, qsizetype bodySize, const AnswerFrame &frame)
{
    QByteArray head = beginHead(status, headers, frame);
    if (status != 204 && status != 304) {
        head += "Content-Length: ";
        head += QByteArray::number(bodySize);
        head += "\r\n";
    }
    head += "\r\n";
    return head;
}

QByteArray streamHead(const HeaderList &headers, const AnswerFrame &frame)
{
    QByteArray head = beginHead(200, headers, frame);
    if (!frame.http10)
        head += "Transfer-Encoding: chunked\r\n";
    head += "\r\n";
    return head;
}

} // namespace Signalbox
