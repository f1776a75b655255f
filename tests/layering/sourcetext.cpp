// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/layering/sourcetext.h"

namespace {

/** Blanks comments out, keeping strings and line breaks, so that line numbers stay. */
class CommentBlanker
{
public:
    explicit CommentBlanker(const QString &text)
        : m_text(text)
    {
        m_out.reserve(text.size());
    }

    QString run()
    {
        while (m_at < m_text.size())
            step();
        return m_out;
    }

private:
    bool ahead(QLatin1String what) const { return QStringView(m_text).mid(m_at).startsWith(what); }

    void take(qsizetype count)
    {
        m_out += QStringView(m_text).mid(m_at, count);
        m_at += count;
    }

    void blankUntil(qsizetype end)
    {
        if (end < 0)
            end = m_text.size();
        for (; m_at < end; ++m_at)
            m_out += m_text.at(m_at) == u'\n' ? u'\n' : u' ';
    }

    void step()
    {
        if (ahead(QLatin1String("//"))) {
            blankUntil(m_text.indexOf(u'\n', m_at));
            return;
        }
        if (ahead(QLatin1String("/*"))) {
            const qsizetype end = m_text.indexOf(QLatin1String("*/"), m_at + 2);
            blankUntil(end < 0 ? end : end + 2);
            return;
        }
        if (ahead(QLatin1String("R\""))) {
            const qsizetype open = m_text.indexOf(u'(', m_at);
            const QString close = u')' + m_text.mid(m_at + 2, open - m_at - 2) + u'"';
            const qsizetype end = m_text.indexOf(close, open);
            take((end < 0 ? m_text.size() : end + close.size()) - m_at);
            return;
        }
        const QChar c = m_text.at(m_at);
        // A quote after a letter or digit separates digits: 10'000.
        const bool separator = c == u'\'' && m_at > 0 && m_text.at(m_at - 1).isLetterOrNumber();
        if ((c == u'"' || c == u'\'') && !separator) {
            takeQuoted(c);
            return;
        }
        take(1);
    }

    void takeQuoted(QChar quote)
    {
        take(1);
        while (m_at < m_text.size() && m_text.at(m_at) != quote && m_text.at(m_at) != u'\n')
            take(m_text.at(m_at) == u'\\' ? 2 : 1);
        take(1);
    }

    const QString &m_text;
    QString m_out;
    qsizetype m_at = 0;
};

} // namespace

bool SourceText::isCpp() const
{
    return path.endsWith(QLatin1String(".h")) || path.endsWith(QLatin1String(".cpp"));
}

bool SourceText::isScript() const
{
    static const QStringList endings = {QStringLiteral(".mjs"), QStringLiteral(".js"), QStringLiteral(".cjs"),
                                        QStringLiteral(".py"), QStringLiteral(".sh")};
    for (const QString &ending : endings) {
        if (path.endsWith(ending))
            return true;
    }
    return !lines.isEmpty() && lines.first().startsWith(QLatin1String("#!"));
}

bool SourceText::isIn(const QStringList &prefixes) const
{
    for (const QString &prefix : prefixes) {
        if (path.startsWith(prefix))
            return true;
    }
    return false;
}

SourceText SourceText::read(const QString &path, const QString &text)
{
    SourceText source{path, text.split(u'\n'), {}};
    if (source.lines.last().isEmpty())
        source.lines.removeLast();
    source.code = source.isCpp() ? CommentBlanker(text).run().split(u'\n') : source.lines;
    return source;
}
