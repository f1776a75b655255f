// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArrayView>
#include <QString>

namespace Signalbox {

/**
 * Walks over JSON text and checks every byte it passes: RFC 8259, UTF-8, bounded depth. Allocates nothing, builds
 * nothing and never recurses; the caller notes the offsets between its steps. Each step answers false once the text
 * is wrong; what was wrong first is told by offset() and defect().
 */
class Scanner
{
public:
    static constexpr int MaxDepth = 1024; //!< no limit can be set above this
    enum class Next { Member, End, Broken };

    Scanner(QByteArrayView text, int depth)
        : m_begin(text.begin())
        , m_at(text.begin())
        , m_end(text.end())
        , m_depth(qBound(1, depth, MaxDepth))
    {
    }

    qsizetype offset() const { return m_at - m_begin; }
    bool atEnd() const { return m_at == m_end; }
    /** The next byte, or NUL at the end. */
    char peek() const { return m_at == m_end ? '\0' : *m_at; }
    QByteArrayView since(qsizetype from) const { return QByteArrayView(m_begin + from, m_at); }

    void skipSpace()
    {
        for (; m_at < m_end && static_cast<uchar>(*m_at) <= ' '; ++m_at) {
            if (*m_at == '\n' || *m_at == '\r')
                m_hasLineBreak = true;
            else if (*m_at != ' ' && *m_at != '\t')
                break;
        }
    }
    /** One value of any kind inside `level` open containers; the scanner stands on its first byte. */
    bool skipValue(int level);
    /** The whole text is one value with white space around it. */
    bool skipDocument();

    /** The bracket that opens a container inside `level` open ones, and the space after it. */
    bool enter(char bracket, int level);
    /** A key as written between its quotes. */
    struct Key
    {
        QByteArrayView text;
        bool isEscaped = false;
    };
    /** A key with its colon and the space up to the value. */
    bool skipKey(Key &key);
    /** What stands after a member or an element: a comma (then on to the next one) or the closing bracket. */
    Next next(char bracket)
    {
        skipSpace();
        if (peek() == ',') {
            ++m_at;
            skipSpace();
            return Next::Member;
        }
        return leave(bracket) ? Next::End : missingBracket(bracket);
    }
    /** The closing bracket of an empty container, if it stands here. */
    bool leave(char bracket)
    {
        if (peek() != bracket)
            return false;
        ++m_at;
        return true;
    }
    bool expectEnd();

    bool hasLineBreak() const { return m_hasLineBreak; } //!< between tokens; inside strings there is none
    bool failed() const { return m_expected != nullptr; }
    /** What was expected here and what came, in a sentence. */
    QString defect() const;

private:
    Next missingBracket(char bracket);
    bool fail(const char *at, const char *expected);

    const char *m_begin;
    const char *m_at;
    const char *m_end;
    const char *m_expected = nullptr;
    int m_depth;
    bool m_hasLineBreak = false;
};

} // namespace Signalbox
