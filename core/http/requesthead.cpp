// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/http/requesthead.h"

#include <array>
#include <cstring>
#include <optional>

namespace Signalbox {

namespace {

using Refused = std::optional<HttpRefusal>;

constexpr qsizetype longestMethod = 32;

constexpr bool isAlphanumeric(unsigned char c)
{
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

constexpr std::array<bool, 256> allowed(const char *others)
{
    std::array<bool, 256> table{};
    for (unsigned c = 0; c < 256; ++c)
        table[c] = isAlphanumeric(static_cast<unsigned char>(c));
    for (; *others != '\0'; ++others)
        table[static_cast<unsigned char>(*others)] = true;
    return table;
}

constexpr auto tokenBytes = allowed("!#$%&'*+-.^_`|~");
constexpr auto hostBytes = allowed("-._~%!$&'()*+;=:[]");
// RFC 3986 and the few bytes beyond it that browsers send unescaped in a query.
constexpr auto targetBytes = allowed("-._~%!$&'()*+,;=:@/?[]{}|^`\"\\<>");

bool consistsOf(QByteArrayView bytes, const std::array<bool, 256> &table)
{
    for (const char byte : bytes) {
        if (!table[static_cast<unsigned char>(byte)])
            return false;
    }
    return true;
}

bool same(QByteArrayView a, QByteArrayView b)
{
    return a.size() == b.size() && a.compare(b, Qt::CaseInsensitive) == 0;
}

QByteArrayView trimmed(QByteArrayView bytes)
{
    while (!bytes.isEmpty() && (bytes.front() == ' ' || bytes.front() == '\t'))
        bytes = bytes.sliced(1);
    while (!bytes.isEmpty() && (bytes.back() == ' ' || bytes.back() == '\t'))
        bytes.chop(1);
    return bytes;
}

bool isHex(char c)
{
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
}

bool escapesAreWhole(QByteArrayView target)
{
    for (qsizetype at = target.indexOf('%'); at >= 0; at = target.indexOf('%', at + 1)) {
        if (at + 2 >= target.size() || !isHex(target[at + 1]) || !isHex(target[at + 2]))
            return false;
    }
    return true;
}

/** Calls `each` with every trimmed member of a comma-separated list until it returns false. */
template <typename Each> void forEachMember(QByteArrayView list, Each each)
{
    while (true) {
        const qsizetype comma = list.indexOf(',');
        if (!each(trimmed(comma < 0 ? list : list.first(comma))) || comma < 0)
            return;
        list = list.sliced(comma + 1);
    }
}

/** Reads one head; its members are what the header fields said on the way. */
class HeadReader
{
public:
    HeadReader(RequestHead &head, const HttpLimits &limits)
        : m_head(head)
        , m_limits(limits)
    {
    }

    Refused readRequestLine(QByteArrayView line);
    Refused readField(QByteArrayView line);
    Refused conclude();

private:
    Refused readVersion(QByteArrayView version);
    Refused readTarget(QByteArrayView target);
    Refused noteField(QByteArrayView name, QByteArrayView value);
    Refused noteLength(QByteArrayView value);
    Refused concludeEncoding();

    RequestHead &m_head;
    const HttpLimits &m_limits;
    QByteArrayView m_authority; //!< of an absolute target
    QByteArrayView m_host;
    QByteArrayView m_encoding;
    QByteArrayView m_expect;
    int m_hosts = 0;
    int m_lengths = 0;
    int m_encodings = 0;
    bool m_close = false;
    bool m_keep = false;
};

Refused HeadReader::readRequestLine(QByteArrayView line)
{
    const qsizetype first = line.indexOf(' ');
    const qsizetype last = line.lastIndexOf(' ');
    if (first <= 0 || last <= first)
        return HttpRefusal{400, "expected a request line: method, target, version"};
    const QByteArrayView method = line.first(first);
    if (method.size() > longestMethod || !isToken(method))
        return HttpRefusal{400, "the method is not a token"};
    m_head.request.method = method.toByteArray();
    if (const Refused refused = readVersion(line.sliced(last + 1)))
        return refused;
    return readTarget(line.sliced(first + 1, last - first - 1));
}

Refused HeadReader::readVersion(QByteArrayView version)
{
    const auto isDigit = [](char c) { return c >= '0' && c <= '9'; };
    if (version.size() != 8 || !version.startsWith("HTTP/") || !isDigit(version[5]) || version[6] != '.'
        || !isDigit(version[7]))
        return HttpRefusal{400, "the request line does not end in an HTTP version"};
    if (version[5] != '1' || (version[7] != '0' && version[7] != '1'))
        return HttpRefusal{505, "this server speaks HTTP/1.1 and HTTP/1.0"};
    m_head.http10 = version[7] == '0';
    return {};
}

Refused HeadReader::readTarget(QByteArrayView target)
{
    if (target.isEmpty() || !consistsOf(target, targetBytes) || !escapesAreWhole(target))
        return HttpRefusal{400, "the request target has characters that a URL may not have"};
    if (target == QByteArrayView("*")) {
        if (m_head.request.method != "OPTIONS")
            return HttpRefusal{400, "the target * is for OPTIONS only"};
        m_head.request.path = target.toByteArray();
        return {};
    }
    if (target.front() != '/') {
        const QByteArrayView scheme("http://");
        if (target.size() <= scheme.size() || !same(target.first(scheme.size()), scheme))
            return HttpRefusal{400, "expected a request target that begins with / or http://"};
        target = target.sliced(scheme.size());
        qsizetype end = 0;
        while (end < target.size() && target[end] != '/' && target[end] != '?')
            ++end;
        m_authority = target.first(end);
        target = target.sliced(end);
        if (m_authority.isEmpty() || !consistsOf(m_authority, hostBytes))
            return HttpRefusal{400, "the request target has no proper host"};
    }
    const qsizetype mark = target.indexOf('?');
    m_head.request.path = mark < 0 ? target.toByteArray() : target.first(mark).toByteArray();
    if (mark >= 0)
        m_head.request.query = target.sliced(mark + 1).toByteArray();
    if (m_head.request.path.isEmpty())
        m_head.request.path = QByteArrayLiteral("/");
    return {};
}

Refused HeadReader::readField(QByteArrayView line)
{
    if (line.front() == ' ' || line.front() == '\t')
        return HttpRefusal{400, "folded header lines are not accepted"};
    const qsizetype colon = line.indexOf(':');
    const QByteArrayView name = line.first(qMax<qsizetype>(colon, 0));
    if (!isToken(name))
        return HttpRefusal{400, "expected a header line: name, colon, value"};
    if (m_head.request.headers.size() >= m_limits.headerFields)
        return HttpRefusal{431, "too many header fields"};
    const QByteArrayView value = trimmed(line.sliced(colon + 1));
    m_head.request.headers.emplaceBack(name.toByteArray(), value.toByteArray());
    return noteField(name, value);
}

Refused HeadReader::noteField(QByteArrayView name, QByteArrayView value)
{
    switch (name.size()) {
    case 4:
        if (same(name, "Host")) {
            ++m_hosts;
            m_host = value;
        }
        return {};
    case 6:
        if (same(name, "Expect"))
            m_expect = value.isEmpty() ? QByteArrayView("?") : value;
        return {};
    case 10:
        if (same(name, "Connection")) {
            forEachMember(value, [this](QByteArrayView member) {
                m_close = m_close || same(member, "close");
                m_keep = m_keep || same(member, "keep-alive");
                return true;
            });
        }
        return {};
    case 14:
        return same(name, "Content-Length") ? noteLength(value) : Refused{};
    case 17:
        if (same(name, "Transfer-Encoding")) {
            ++m_encodings;
            m_encoding = value;
        }
        return {};
    default:
        return {};
    }
}

Refused HeadReader::noteLength(QByteArrayView value)
{
    constexpr qsizetype lengthDigits = 18; // fits a qint64 whatever the digits are
    if (++m_lengths > 1)
        return HttpRefusal{400, "more than one Content-Length"};
    if (value.isEmpty())
        return HttpRefusal{400, "Content-Length is not a number"};
    qint64 length = 0;
    for (const char c : value) {
        if (c < '0' || c > '9')
            return HttpRefusal{400, "Content-Length is not a number"};
        if (value.size() <= lengthDigits)
            length = length * 10 + (c - '0');
    }
    if (value.size() > lengthDigits)
        return HttpRefusal{400, "Content-Length is out of range"};
    m_head.bodyLength = length;
    return {};
}

Refused HeadReader::concludeEncoding()
{
    if (m_encodings == 0)
        return {};
    if (m_lengths > 0)
        return HttpRefusal{400, "Content-Length together with Transfer-Encoding"};
    if (m_head.http10 || m_encodings > 1)
        return HttpRefusal{400, "Transfer-Encoding is not understood here"};
    if (same(m_encoding, "chunked")) {
        m_head.bodyLength = -1;
        return {};
    }
    int chunked = 0;
    bool words = true;
    forEachMember(m_encoding, [&](QByteArrayView member) {
        chunked += same(member, "chunked") ? 1 : 0;
        words = words && isToken(member);
        return words;
    });
    if (!words || chunked > 1)
        return HttpRefusal{400, "Transfer-Encoding is not understood"};
    return HttpRefusal{501, "the only transfer encoding accepted is chunked"};
}

Refused HeadReader::conclude()
{
    if (m_hosts > 1 || (m_hosts == 0 && !m_head.http10))
        return HttpRefusal{400, "expected exactly one Host header"};
    if (!consistsOf(m_host, hostBytes) || (!m_authority.isEmpty() && !same(m_authority, m_host)))
        return HttpRefusal{400, "the Host header is not a host, or not the host of the request target"};
    if (const Refused refused = concludeEncoding())
        return refused;
    if (m_head.bodyLength > m_limits.body)
        return HttpRefusal{413, "the body is longer than this server accepts"};
    // RFC 9110 has HTTP/1.0 senders' expectations ignored.
    if (!m_expect.isEmpty() && !m_head.http10) {
        if (!same(m_expect, "100-continue"))
            return HttpRefusal{417, "the only expectation understood is 100-continue"};
        m_head.awaitsContinue = m_head.bodyLength != 0;
    }
    m_head.keepAlive = m_head.http10 ? m_keep && !m_close : !m_close;
    return {};
}

} // namespace

bool isToken(QByteArrayView bytes)
{
    return !bytes.isEmpty() && consistsOf(bytes, tokenBytes);
}

Result<RequestHead, HttpRefusal> parseRequestHead(QByteArrayView head, const HttpLimits &limits)
{
    RequestHead result;
    result.request.headers.reserve(12);
    HeadReader reader(result, limits);
    bool first = true;
    while (head.size() > 2) {
        const char *end = static_cast<const char *>(memchr(head.data(), '\r', static_cast<std::size_t>(head.size())));
        if (end == nullptr || end - head.data() + 2 > head.size())
            return HttpRefusal{400, "a line of the request head has no end"};
        const QByteArrayView line = head.first(end - head.data());
        head = head.sliced(line.size() + 2);
        if (const Refused refused = first ? reader.readRequestLine(line) : reader.readField(line))
            return *refused;
        first = false;
    }
    if (const Refused refused = reader.conclude())
        return *refused;
    return result;
}

} // namespace Signalbox
