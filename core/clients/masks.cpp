// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/clients/masks.h"

#include <QJsonArray>
#include <QRegularExpression>
#include <QStringList>

#include <algorithm>

namespace Signalbox {

namespace {

const QString mask = QStringLiteral("••••");

const QRegularExpression &secretName()
{
    static const QRegularExpression pattern(
        QStringLiteral("token|secret|passw|passphrase|pwd|auth|credential|cookie|bearer|session|private|signature"
                       "|(^|[-_.])(api[-_]?)?key$|apikey|[-_](pat|key|dsn)$|connection[-_]?string|dsn"),
        QRegularExpression::CaseInsensitiveOption);
    return pattern;
}

/** Long, without blanks, with letters and digits, and neither path nor address. */
bool looksSecret(const QString &text)
{
    static const QRegularExpression known(
        QStringLiteral("^(sk-|gh[opsu]_|github_pat_|xox[a-z]-|glpat-|AKIA|AIza|eyJ|ya29\\.|Bearer\\s|Basic\\s)"));
    static const QRegularExpression token(QStringLiteral("^(?=.*[0-9])(?=.*[A-Za-z])[A-Za-z0-9+_.~=-]{20,}$"));
    return known.match(text).hasMatch() || (token.match(text).hasMatch() && !text.contains(u'@'));
}

/** References to variables hold no secret themselves. */
bool isReference(const QString &text)
{
    static const QRegularExpression pattern(
        QStringLiteral("^(Bearer |Basic )?\\$(\\{[^}]*\\}|[A-Za-z_][A-Za-z0-9_]*)$"));
    return text.isEmpty() || pattern.match(text).hasMatch();
}

QString coveredValue(const QString &value, bool hasSecretName)
{
    if (isReference(value))
        return value;
    if (hasSecretName && (value.startsWith(u"Bearer ") || value.startsWith(u"Basic ")))
        return value.section(u' ', 0, 0) + u' ' + mask;
    if (hasSecretName || looksSecret(value))
        return mask;
    return value.contains(u"://") ? Masks::coveredUrl(value) : value;
}

QString coveredArguments(const QJsonArray &arguments)
{
    QStringList shown;
    bool nextIsSecret = false;
    for (const QJsonValue &argument : arguments) {
        const QString text = argument.toString();
        const bool isOption = text.startsWith(u'-');
        const qsizetype equals = text.indexOf(u'=');
        const QString name = isOption && equals > 0 ? text.first(equals) : text;
        const bool soundsSecret = secretName().match(name).hasMatch();
        // `--header "X-Key: …"` and the like.
        const qsizetype colon = text.indexOf(QLatin1StringView(": "));
        if (equals > 0)
            shown << text.first(equals + 1)
                    + coveredValue(text.sliced(equals + 1), secretName().match(text.first(equals)).hasMatch());
        else if (colon > 0)
            shown << text.first(colon + 2) + mask;
        else
            shown << coveredValue(text, nextIsSecret && !isOption);
        nextIsSecret = isOption && equals < 0 && soundsSecret;
    }
    return shown.join(u' ');
}

} // namespace

QString Masks::coveredUrl(const QString &url)
{
    static const QRegularExpression password(QStringLiteral("(://[^/@\\s:]*:)[^@/\\s]*@"));
    static const QRegularExpression query(QStringLiteral("([?&][^=&#\\s\"]+=)[^&#\\s\"]+"));
    QString result = url;
    result.replace(password, QStringLiteral("\\1") + mask + u'@');
    return result.replace(query, QStringLiteral("\\1") + mask);
}

QString Masks::covered(const QString &line)
{
    static const QRegularExpression opening(
        QStringLiteral("(?:\"|\\b)(?:env|environment|headers|http_headers|requestHeaders)\"?\\s*[:=]\\s*\\{"));
    static const QRegularExpression section(QStringLiteral("^\\s*\\[[^\\]]*\\.(env|http_headers)\\s*\\]"));
    // "key": "value", key = "value", and texts in lists.
    static const QRegularExpression text(QStringLiteral(
        "(?:(?:\"((?:[^\"\\\\]|\\\\.)*)\"|([A-Za-z0-9_.-]+))\\s*[:=]\\s*)?(\"(?:[^\"\\\\]|\\\\.)*\"|'[^']*')"));
    const QRegularExpressionMatch opened = opening.match(line);
    if (m_inside == Section && line.trimmed().startsWith(u'['))
        m_inside = Nothing;
    qsizetype secretFrom = m_inside != Nothing ? 0 : opened.hasMatch() ? opened.capturedEnd() : line.size();
    const qsizetype closing = line.indexOf(u'}', std::min(secretFrom, line.size()));
    QString result;
    qsizetype done = 0;
    bool nextIsSecret = false; // behind "--token" in a list
    for (auto it = text.globalMatch(line); it.hasNext();) {
        const QRegularExpressionMatch match = it.next();
        const QString name = match.captured(1) + match.captured(2);
        const QString value = match.captured(3);
        const bool isWithin = match.capturedStart() >= secretFrom;
        result += QStringView(line).sliced(done, match.capturedStart(3) - done);
        result += value.first(1)
            + coveredValue(value.sliced(1, value.size() - 2),
                           isWithin || nextIsSecret || (!name.isEmpty() && secretName().match(name).hasMatch()))
            + value.last(1);
        done = match.capturedEnd(3);
        nextIsSecret = name.isEmpty() && value.startsWith(u"\"-") && secretName().match(value.chopped(1)).hasMatch();
    }
    if (section.match(line).hasMatch())
        m_inside = Section;
    else if (m_inside != Section && secretFrom < line.size())
        m_inside = closing < 0 ? Braces : Nothing;
    else if (opened.hasMatch() && secretFrom == line.size())
        m_inside = Braces;
    return result + QStringView(line).sliced(done).toString();
}

QString Masks::summary(const QJsonObject &entry)
{
    QStringList parts;
    const QString url = entry.value(QStringLiteral("url")).toString();
    if (!url.isEmpty())
        parts << coveredUrl(url);
    else
        parts << (entry.value(QStringLiteral("command")).toString() + u' '
                  + coveredArguments(entry.value(QStringLiteral("args")).toArray()))
                     .trimmed();
    for (const char *names : {"env", "headers"}) {
        const QStringList keys = entry.value(QLatin1StringView(names)).toObject().keys();
        if (!keys.isEmpty())
            parts << QStringLiteral("%1: %2").arg(QLatin1StringView(names), keys.join(QStringLiteral(", ")));
    }
    return parts.join(QStringLiteral("; "));
}

} // namespace Signalbox
