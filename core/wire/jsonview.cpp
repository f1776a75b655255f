// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/wire/jsonview.h"

#include "core/wire/jsontext.h"
#include "core/wire/plaintext.h"
#include "core/wire/scanner.h"

#include <charconv>

namespace Signalbox {

namespace {

// These steps trust that the text was checked, but never leave it: on text that was not, the walk just ends early.

const char *behindSpace(const char *at, const char *end)
{
    while (at < end && isSpace(*at))
        ++at;
    return at;
}

// `at` is the opening quote.
const char *behindString(const char *at, const char *end)
{
    for (++at; at < end;) {
        at = plainTextEnd(at, end);
        if (at == end)
            return end;
        if (*at == '"')
            return at + 1;
        at += *at == '\\' && end - at > 1 ? 2 : 1;
    }
    return end;
}

const char *behindContainer(const char *at, const char *end)
{
    qsizetype open = 0;
    while (at < end) {
        const char c = *at;
        if (c == '"') {
            at = behindString(at, end);
            continue;
        }
        ++at;
        if (c == '{' || c == '[')
            ++open;
        else if ((c == '}' || c == ']') && --open == 0)
            return at;
    }
    return end;
}

const char *behindValue(const char *at, const char *end)
{
    if (at == end)
        return end;
    if (*at == '"')
        return behindString(at, end);
    if (*at == '{' || *at == '[')
        return behindContainer(at, end);
    while (at < end && *at != ',' && *at != '}' && *at != ']' && !isSpace(*at))
        ++at;
    return at;
}

} // namespace

JsonView JsonView::parse(QByteArrayView text, int depth)
{
    Scanner scanner(text, depth);
    scanner.skipSpace();
    const qsizetype from = scanner.offset();
    if (!scanner.skipValue(0))
        return {};
    const QByteArrayView value = scanner.since(from);
    return scanner.expectEnd() ? JsonView(value) : JsonView();
}

JsonView::Type JsonView::type() const
{
    if (m_raw.isEmpty())
        return Type::Missing;
    switch (m_raw.front()) {
    case '{':
        return Type::Object;
    case '[':
        return Type::Array;
    case '"':
        return Type::String;
    case 'n':
        return Type::Null;
    case 't':
    case 'f':
        return Type::Bool;
    default:
        return Type::Number;
    }
}

JsonView JsonView::operator[](QByteArrayView key) const
{
    if (!isObject())
        return {};
    for (Iterator at = begin(), last = end(); at != last; ++at) {
        if (at.key().equals(key))
            return at.value();
    }
    return {};
}

QByteArray JsonView::string() const
{
    if (!isString() || m_raw.size() < 2)
        return {};
    const QByteArrayView inner = m_raw.sliced(1, m_raw.size() - 2);
    return inner.contains('\\') ? unescaped(inner) : inner.toByteArray();
}

bool JsonView::equals(QByteArrayView text) const
{
    if (!isString() || m_raw.size() < 2)
        return false;
    const QByteArrayView inner = m_raw.sliced(1, m_raw.size() - 2);
    if (inner.size() <= text.size()) // an escape is always longer than what it stands for
        return inner == text && !inner.contains('\\');
    return inner.contains('\\') && unescaped(inner) == text;
}

std::optional<qint64> JsonView::integer() const
{
    qint64 value = 0;
    const auto [rest, trouble] = std::from_chars(m_raw.begin(), m_raw.end(), value);
    if (m_raw.isEmpty() || trouble != std::errc() || rest != m_raw.end())
        return {};
    return value;
}

std::optional<double> JsonView::number() const
{
    double value = 0;
    if (m_raw.isEmpty() || !(m_raw.front() == '-' || (m_raw.front() >= '0' && m_raw.front() <= '9')))
        return {};
    const auto [rest, trouble] = std::from_chars(m_raw.begin(), m_raw.end(), value);
    if (trouble != std::errc() || rest != m_raw.end())
        return {};
    return value;
}

std::optional<bool> JsonView::boolean() const
{
    if (m_raw == "true")
        return true;
    if (m_raw == "false")
        return false;
    return {};
}

qsizetype JsonView::count() const
{
    qsizetype count = 0;
    for (Iterator at = begin(), last = end(); at != last; ++at)
        ++count;
    return count;
}

JsonView::Iterator::Iterator(QByteArrayView container, bool end)
{
    if (container.size() < 2 || (container.front() != '{' && container.front() != '['))
        return;
    m_last = container.end() - 1;
    m_object = container.front() == '{';
    m_at = end ? m_last : behindSpace(container.begin() + 1, m_last);
    if (!end)
        read();
}

JsonView::Iterator &JsonView::Iterator::operator++()
{
    m_at = behindSpace(m_next, m_last);
    if (m_at < m_last)
        m_at = behindSpace(m_at + 1, m_last); // the comma
    read();
    return *this;
}

void JsonView::Iterator::read()
{
    m_key = {};
    m_value = {};
    m_next = m_last;
    if (m_at == m_last)
        return;
    const char *at = m_at;
    if (m_object) {
        const char *end = behindValue(at, m_last);
        m_key = QByteArrayView(at, end);
        at = behindSpace(end, m_last);
        if (at < m_last) // the colon
            at = behindSpace(at + 1, m_last);
    }
    m_next = behindValue(at, m_last);
    m_value = QByteArrayView(at, m_next);
}

} // namespace Signalbox
