// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/config/secrettext.h"

#include "core/tap/secretnames.h"

#include <QRegularExpression>
#include <QUrl>

#include <algorithm>
#include <array>

namespace Signalbox {

namespace {

using Spans = QList<SecretSpan>;

constexpr auto ignoringCase = QRegularExpression::CaseInsensitiveOption;

/** As "--token-file": what follows is where the secret is, or something about it. */
bool namesSomethingBeside(const QString &name)
{
    static const QRegularExpression endings(
        QStringLiteral("(file|path|dir|folder|mode|type|name|url|uri|env|var|host|port|server|method|provider|timeout"
                       "|limit|tokens|stdin|header|authors?)$"),
        ignoringCase);
    return endings.match(name).hasMatch();
}

bool isOptionOfSecret(const QString &name)
{
    return soundsSecret(name) && !namesSomethingBeside(name);
}

bool isSwitchWord(const QString &value)
{
    static const QRegularExpression words(QStringLiteral("^(true|false|none|null|auto|yes|no|on|off)?$"), ignoringCase);
    return words.match(value).hasMatch();
}

/** "Bearer " and the like may be seen. */
SecretSpan behindScheme(const QString &text, qsizetype from)
{
    static const QRegularExpression scheme(QStringLiteral("\\G\\s*(?:(?:Bearer|Basic|Token)\\s+)?"), ignoringCase);
    from = std::max(from, scheme.match(text, from).capturedEnd());
    return {from, text.size() - from};
}

/** `user:password@`, also where the password has signs in it that should have been escaped. */
void findPasswords(const QString &text, Spans &spans)
{
    static const QRegularExpression user(
        QStringLiteral("(?<![A-Za-z0-9+.-])[A-Za-z][A-Za-z0-9+.-]*://(?:\\$\\{[^}]*\\}|[^/?#\\s:@\\[])*:"));
    static const QRegularExpression host(QStringLiteral("[/?#\\s]"));
    static const QRegularExpression blank(QStringLiteral("\\s|$"));
    static const QRegularExpression port(QStringLiteral("^[0-9]*$"));
    static const QRegularExpression userAlone(QStringLiteral("(?<![A-Za-z0-9])https?://([^/?#\\s:@]+)@"), ignoringCase);
    constexpr qsizetype longest = 4096;
    for (auto it = user.globalMatch(text); it.hasNext();) {
        const qsizetype from = it.next().capturedEnd();
        const QString rest = text.mid(from, longest);
        const qsizetype authorityEnd = rest.indexOf(host);
        const QString authority = rest.left(authorityEnd < 0 ? rest.size() : authorityEnd);
        qsizetype size = authority.lastIndexOf(u'@');
        if (size < 0 && !port.match(authority).hasMatch())
            size = rest.left(rest.indexOf(blank)).lastIndexOf(u'@');
        if (size > 0)
            spans.append({from, size});
    }
    for (auto it = userAlone.globalMatch(text); it.hasNext();) { // a token, mostly
        const QRegularExpressionMatch match = it.next();
        spans.append({match.capturedStart(1), match.capturedLength(1)});
    }
}

/** `name` in group 1 sounds secret: group 2 is one. */
void findNamed(const QRegularExpression &pattern, const QString &text, Spans &spans)
{
    for (auto it = pattern.globalMatch(text); it.hasNext();) {
        const QRegularExpressionMatch match = it.next();
        const QString name = QUrl::fromPercentEncoding(match.captured(1).toUtf8());
        if (isOptionOfSecret(name) || name.startsWith(u"sig", Qt::CaseInsensitive))
            spans.append({match.capturedStart(2), match.capturedLength(2)});
    }
}

void findLooks(const QString &text, Spans &spans)
{
    static const std::array patterns = {
        QRegularExpression(QStringLiteral("(?<![A-Za-z0-9])(?:Bearer\\s+([A-Za-z0-9._~+/=-]{4,})"
                                          "|Basic\\s+([A-Za-z0-9+/=_-]{8,}))"),
                           ignoringCase),
        QRegularExpression(QStringLiteral("(?<![A-Za-z0-9_.-])((?:sk-|gh[opsu]_|github_pat_|xox[a-z]-|glpat-|AKIA|AIza"
                                          "|eyJ|ya29\\.)[A-Za-z0-9._~+/=-]{12,})"))};
    for (const QRegularExpression &pattern : patterns) {
        for (auto it = pattern.globalMatch(text); it.hasNext();) {
            const QRegularExpressionMatch match = it.next();
            const int group = match.lastCapturedIndex();
            spans.append({match.capturedStart(group), match.capturedLength(group)});
        }
    }
}

/** In order, none inside another, and without what is only the name of a variable. */
Spans tidied(const QString &text, Spans spans)
{
    std::ranges::stable_sort(spans, {}, &SecretSpan::from);
    Spans result;
    for (const SecretSpan &span : std::as_const(spans)) {
        if (span.size <= 0 || isReference(text.sliced(span.from, span.size)))
            continue;
        if (result.isEmpty() || span.from > result.last().from + result.last().size) {
            result.append(span);
            continue;
        }
        SecretSpan &last = result.last();
        last.size = std::max(last.from + last.size, span.from + span.size) - last.from;
    }
    return result;
}

void findAssigned(const QString &argument, Spans &spans)
{
    static const QRegularExpression assignment(QStringLiteral("\\G(-{0,2}[A-Za-z0-9_.-]+)="));
    static const QRegularExpression header(QStringLiteral("\\G([A-Za-z0-9_-]+):(?!//)"));
    qsizetype from = 0;
    for (auto it = assignment.globalMatch(argument); it.hasNext();) {
        const QRegularExpressionMatch match = it.next();
        from = match.capturedEnd();
        if (!isOptionOfSecret(match.captured(1)))
            continue; // as in --env=API_KEY=…
        if (!isSwitchWord(argument.sliced(from)))
            spans.append(behindScheme(argument, from));
        return;
    }
    const QRegularExpressionMatch named = header.match(argument, from);
    if (named.hasMatch() && isOptionOfSecret(named.captured(1)))
        spans.append(behindScheme(argument, named.capturedEnd()));
}

/** An argument that is a whole command line, as behind `sh -c`. */
void findInCommandLine(const QString &line, Spans &spans)
{
    static const QRegularExpression word(QStringLiteral(
        "(?<![^\\s\"'])(?:(--?[A-Za-z][A-Za-z0-9_.-]*)(?:=|\\s+(?!-))|([A-Za-z_][A-Za-z0-9_]*)=)"
        "(?:\"([^\"]*)\"|'([^']*)'|([^\\s\"']+))"));
    static const QRegularExpression variable(QStringLiteral("^\\$(?:[A-Za-z_][A-Za-z0-9_]*$|\\()"));
    for (auto it = word.globalMatch(line); it.hasNext();) {
        const QRegularExpressionMatch match = it.next();
        const int group = match.lastCapturedIndex();
        const QString value = match.captured(group);
        const bool isSecret = isOptionOfSecret(match.captured(1) + match.captured(2)) && !isSwitchWord(value);
        if (isSecret && !variable.match(value).hasMatch())
            spans.append({match.capturedStart(group), value.size()});
    }
}

} // namespace

bool soundsSecret(const QString &name)
{
    static constexpr std::array parts = {"token",   "secret", "passw",      "pwd",          "apikey",    "api_key",
                                         "api-key", "auth",   "credential", "cookie",       "private",   "_key",
                                         "-key",    "_pat",   "dsn",        "database_url", "connection"};
    const QString lower = name.toLower();
    return lower == u"key" || lower == u"pat" || isSecretName(lower.toUtf8())
        || std::ranges::any_of(parts, [&](const char *part) { return lower.contains(QLatin1StringView(part)); });
}

bool isReference(const QString &text)
{
    // With a default there is a value in it.
    static const QRegularExpression pattern(
        QStringLiteral("^(?:(?:Bearer|Basic|Token)\\s+)?(?:\\$\\{(?:(?!:-)[^}])*\\})+$"), ignoringCase);
    return pattern.match(text).hasMatch();
}

QList<SecretSpan> secretsInText(const QString &text)
{
    static const QRegularExpression parameter(QStringLiteral("[?&;#]([^=&?#;\\s\"']+)=([^&#\\s\"']+)"));
    static const QString inside = QStringLiteral("([^\"\\\\]*+(?:\\\\.[^\"\\\\]*+)*+)");
    static const QRegularExpression member(QStringLiteral("(?<!\\\\)\"%1\"\\s*+:\\s*+\"%1\"").arg(inside));
    static const QString quoted = QStringLiteral("\\\\\"([^\"\\\\]*+)\\\\\"");
    static const QRegularExpression memberInText(QStringLiteral("%1\\s*+:\\s*+%1").arg(quoted));
    Spans spans;
    findPasswords(text, spans);
    findNamed(parameter, text, spans);
    findNamed(member, text, spans);
    findNamed(memberInText, text, spans);
    findLooks(text, spans);
    return tidied(text, spans);
}

QList<SecretSpan> secretsInArgument(const QString &argument, const QString &previous)
{
    static const QRegularExpression option(QStringLiteral("^--?[A-Za-z][A-Za-z0-9_.-]*$"));
    constexpr qsizetype longestOption = 24; //!< a secret may begin with a stroke
    const bool isOption =
        option.match(argument).hasMatch() && (argument.startsWith(u"--") || argument.size() <= longestOption);
    const bool follows = option.match(previous).hasMatch() && isOptionOfSecret(previous);
    if (follows && !isOption && !isSwitchWord(argument))
        return tidied(argument, {behindScheme(argument, 0)});
    Spans spans = secretsInText(argument);
    static const QRegularExpression shell(QStringLiteral("^-[A-Za-z]*c$"));
    if (!shell.match(previous).hasMatch())
        findAssigned(argument, spans);
    if (argument.contains(u' '))
        findInCommandLine(argument, spans);
    return tidied(argument, spans);
}

} // namespace Signalbox
