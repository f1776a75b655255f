// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QByteArrayView>

#include <optional>

namespace Signalbox {

/**
 * A read-only view of one JSON value inside bytes that somebody else owns and that are known to be valid JSON
 * (Message::parse or JsonView::parse checked them). Never copies, never rewrites; numbers stay the text they are.
 * A view of nothing (`!exists()`) answers every question politely, so that paths can be followed without checks.
 */
class JsonView
{
public:
    enum class Type { Missing, Null, Bool, Number, String, Array, Object };

    JsonView() = default;
    /** `raw` is exactly one valid JSON value without surrounding white space. */
    explicit JsonView(QByteArrayView raw)
        : m_raw(raw)
    {
    }
    /** Checks `text` strictly (RFC 8259, UTF-8, at most `depth` levels); a view of nothing if it is not one JSON value.
     */
    static JsonView parse(QByteArrayView text, int depth = 256);

    Type type() const;
    bool exists() const { return !m_raw.isEmpty(); }
    bool isObject() const { return !m_raw.isEmpty() && m_raw.front() == '{'; }
    bool isArray() const { return !m_raw.isEmpty() && m_raw.front() == '['; }
    bool isString() const { return !m_raw.isEmpty() && m_raw.front() == '"'; }
    bool isNull() const { return !m_raw.isEmpty() && m_raw.front() == 'n'; }

    /** The bytes as written, quotes included. */
    QByteArrayView raw() const { return m_raw; }

    /** The first member with that key, keys compared unescaped; nothing if this is no object or has no such key. */
    JsonView operator[](QByteArrayView key) const;

    /** The text of a string without quotes and escapes (UTF-8; a lone surrogate becomes U+FFFD); empty for anything
     * else. */
    QByteArray string() const;
    /** Whether this is a string with that text, compared unescaped, without allocation in the common case. */
    bool equals(QByteArrayView text) const;
    /** The number if it is an integer that fits, as written without fraction and exponent. */
    std::optional<qint64> integer() const;
    std::optional<double> number() const;
    std::optional<bool> boolean() const;

    /** Walks the members of an object or the elements of an array in the order they are written. */
    class Iterator
    {
    public:
        Iterator() = default;
        Iterator(QByteArrayView container, bool end);
        JsonView key() const { return JsonView(m_key); } //!< a string; nothing inside an array
        JsonView value() const { return JsonView(m_value); }
        JsonView operator*() const { return value(); }
        Iterator &operator++();
        bool operator==(const Iterator &other) const { return m_at == other.m_at; }

    private:
        void read();
        const char *m_at = nullptr; //!< first byte of the current item, or the closing bracket
        const char *m_next = nullptr;
        const char *m_last = nullptr;
        QByteArrayView m_key;
        QByteArrayView m_value;
        bool m_object = false;
    };
    Iterator begin() const { return Iterator(m_raw, false); }
    Iterator end() const { return Iterator(m_raw, true); }
    qsizetype count() const;

private:
    QByteArrayView m_raw;
};

/** `text` (UTF-8) as a JSON string, quotes included; bytes that are no UTF-8 become U+FFFD. */
QByteArray jsonString(QByteArrayView text);

} // namespace Signalbox
