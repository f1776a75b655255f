// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/front/modern/requestdigest.h"

#include "core/wire/jsontext.h"
#include "core/wire/scanner.h"

#include <QCryptographicHash>

#include <algorithm>
#include <array>
#include <vector>

namespace Signalbox {

namespace {

constexpr std::array<QByteArrayView, 3> ofOneRound = {"_meta", "inputResponses", "requestState"};
constexpr qsizetype longestInline =
    64; //!< longer objects are hashed before they are moved about in the one around them
constexpr char replacement[] = "\xef\xbf\xbd";

/** Says where it ends, so that no two values run together to the same bytes. */
void append(QByteArray &out, char kind, QByteArrayView text)
{
    out.append(kind).append(QByteArray::number(text.size())).append(':').append(text);
}

/** `written` is what stands between the quotes. */
void appendText(QByteArray &out, QByteArrayView written)
{
    if (!written.contains('\\'))
        return append(out, 's', written);
    const QByteArray text = unescaped(written);
    // Lone surrogates all read the same: those count as they are written.
    if (text.contains(replacement))
        return append(out, 'w', written);
    append(out, 's', text);
}

/** Writes every value in the one way that counts, in one walk. */
class CanonicalWriter
{
public:
    explicit CanonicalWriter(QByteArrayView json)
        : m_scanner(json, Scanner::MaxDepth)
    {
    }

    QByteArray write()
    {
        m_scanner.skipSpace();
        value(0);
        return m_out;
    }

private:
    void value(int level)
    {
        if (m_scanner.peek() == '{')
            return object(level);
        if (m_scanner.peek() == '[')
            return array(level);
        const qsizetype from = m_scanner.offset();
        if (!m_scanner.skipValue(level))
            return;
        const QByteArrayView raw = m_scanner.since(from);
        if (raw.startsWith('"'))
            appendText(m_out, raw.sliced(1, raw.size() - 2));
        else
            append(m_out, 'n', raw);
    }

    void array(int level)
    {
        m_out.append('[');
        if (m_scanner.enter('[', level) && !m_scanner.leave(']')) {
            do
                value(level + 1);
            while (!m_scanner.failed() && m_scanner.next(']') == Scanner::Next::Member);
        }
        m_out.append(']');
    }

    void object(int level)
    {
        const qsizetype from = m_out.size();
        std::vector<QByteArray> members;
        if (m_scanner.enter('{', level) && !m_scanner.leave('}')) {
            do
                member(level, members);
            while (!m_scanner.failed() && m_scanner.next('}') == Scanner::Next::Member);
        }
        // The key comes first; members of one key stay as they are written.
        std::stable_sort(members.begin(), members.end(),
                         [](const QByteArray &a, const QByteArray &b) { return keyOf(a) < keyOf(b); });
        m_out.append('{');
        for (const QByteArray &each : members)
            m_out.append(each);
        m_out.append('}');
        if (level == 0 || m_out.size() - from <= longestInline)
            return;
        const QByteArray hash =
            QCryptographicHash::hash(QByteArrayView(m_out).sliced(from), QCryptographicHash::Sha256);
        m_out.truncate(from);
        append(m_out, '#', hash);
    }

    void member(int level, std::vector<QByteArray> &members)
    {
        Scanner::Key key;
        if (!m_scanner.skipKey(key))
            return;
        const qsizetype from = m_out.size();
        appendText(m_out, key.text);
        value(level + 1);
        const bool counts = level > 0 || std::find(ofOneRound.begin(), ofOneRound.end(), key.text) == ofOneRound.end();
        if (counts)
            members.push_back(m_out.sliced(from));
        m_out.truncate(from);
    }

    /** With its kind and length. */
    static QByteArrayView keyOf(const QByteArray &member)
    {
        const qsizetype colon = member.indexOf(':');
        return QByteArrayView(member).first(colon + 1 + member.sliced(1, colon - 1).toLongLong());
    }

    Scanner m_scanner;
    QByteArray m_out;
};

} // namespace

QByteArray requestDigest(const Message &request)
{
    QByteArray asked;
    append(asked, 'm', request.method());
    asked += CanonicalWriter(request.params().exists() ? request.params().raw() : QByteArrayView("{}")).write();
    return QCryptographicHash::hash(asked, QCryptographicHash::Sha256);
}

QByteArray roundKey(const Message &request, const QByteArray &state)
{
    return requestDigest(request) + QCryptographicHash::hash(state, QCryptographicHash::Sha256);
}

} // namespace Signalbox
