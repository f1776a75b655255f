// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/backends/serverpaste.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QRegularExpression>
#include <QUrl>

#include <algorithm>

namespace Signalbox {

namespace {

constexpr qsizetype longestText = 256 * 1024;

bool isAddress(const QString &word)
{
    return word.startsWith(u"http://") || word.startsWith(u"https://");
}

bool isServer(const QJsonObject &object)
{
    return object.contains(QStringLiteral("command")) || object.contains(QStringLiteral("url"))
        || object.contains(QStringLiteral("serverUrl")) || object.contains(QStringLiteral("httpUrl"));
}

/** READMEs show a part of a file: with comments, a comma too many, or without the braces around it. */
QJsonObject objectIn(const QString &text)
{
    static const QRegularExpression comment(QStringLiteral("(?m)^\\s*//.*$"));
    static const QRegularExpression comma(QStringLiteral(",(\\s*[}\\]])"));
    QString cleaned = text.trimmed();
    cleaned.remove(comment).replace(comma, QStringLiteral("\\1"));
    while (cleaned.endsWith(u',') || cleaned.endsWith(u';'))
        cleaned = cleaned.chopped(1).trimmed();
    for (const QString &candidate : {text, cleaned, u'{' + cleaned + u'}'}) {
        const QJsonObject object = QJsonDocument::fromJson(candidate.toUtf8()).object();
        if (!object.isEmpty())
            return object;
    }
    return {};
}

/** A variable in front of a command: `KEY=value`. */
bool isAssignment(const QString &word)
{
    static const QRegularExpression pattern(QStringLiteral("^[A-Za-z_][A-Za-z0-9_]*="));
    return pattern.match(word).hasMatch();
}

/** Of a path: every other server is called dist/index.js. */
QString tellingPart(const QString &path)
{
    static const QRegularExpression common(
        QStringLiteral("^(index|main|__main__|server|cli|app|start|dist|build|out|src|bin|lib)(\\.[a-z]+)?$"));
    const QStringList parts = path.split(u'/', Qt::SkipEmptyParts);
    for (auto part = parts.crbegin(); part != parts.crend(); ++part) {
        if (!part->contains(common))
            return *part;
    }
    return parts.isEmpty() ? path : parts.last();
}

} // namespace

Result<QStringList> shellWords(const QString &line)
{
    QStringList words;
    QString word;
    bool isWord = false;
    QChar quote;
    for (qsizetype i = 0; i < line.size(); ++i) {
        const QChar c = line[i];
        if (c == u'\\' && quote != u'\'' && i + 1 < line.size()) {
            const QChar next = line[++i];
            if (quote == u'"' && next != u'"' && next != u'\\' && next != u'$' && next != u'`')
                word += c;
            if (next != u'\n') // a line that goes on
                word += next;
            isWord = isWord || next != u'\n';
        } else if (!quote.isNull() ? c == quote : (c == u'"' || c == u'\'')) {
            quote = quote.isNull() ? c : QChar();
            isWord = true;
        } else if (quote.isNull() && c.isSpace()) {
            if (isWord)
                words.append(word);
            word.clear();
            isWord = false;
        } else {
            word += c;
            isWord = true;
        }
    }
    if (!quote.isNull())
        return Reason{ServerPaste::tr("a quotation mark is not closed")};
    if (isWord)
        words.append(word);
    return words;
}

QString shellLine(const QStringList &words)
{
    QStringList parts;
    for (const QString &word : words) {
        const bool isPlain = !word.isEmpty()
            && std::ranges::none_of(word, [](QChar c) { return c.isSpace() || c == u'"' || c == u'\'' || c == u'\\'; });
        parts.append(isPlain ? word : u'\'' + QString(word).replace(u'\'', QStringLiteral("'\\''")) + u'\'');
    }
    return parts.join(u' ');
}

QString ServerPaste::nameFrom(const QJsonObject &settings)
{
    const QString url = settings.value(QStringLiteral("url")).toString();
    QString name = QUrl(url).host();
    if (url.isEmpty()) {
        // The package is the first word that is no option; without one the program itself.
        name = settings.value(QStringLiteral("command")).toString();
        static const QStringList runners{QStringLiteral("npx"),    QStringLiteral("uvx"),    QStringLiteral("node"),
                                         QStringLiteral("docker"), QStringLiteral("python"), QStringLiteral("python3"),
                                         QStringLiteral("uv"),     QStringLiteral("bunx"),   QStringLiteral("deno"),
                                         QStringLiteral("pipx")};
        static const QStringList verbs{QStringLiteral("run"), QStringLiteral("exec"), QStringLiteral("dlx"),
                                       QStringLiteral("tool")};
        const QJsonArray args = settings.value(QStringLiteral("args")).toArray();
        if (runners.contains(name.section(u'/', -1))) {
            for (const QJsonValue &arg : args) {
                const QString word = arg.toString();
                if (word.startsWith(u'-') || verbs.contains(word) || word.contains(u'='))
                    continue;
                name = word;
                break;
            }
        }
        name = tellingPart(name);
    }
    static const QRegularExpression version(QStringLiteral("(?<=.)[@:].*$"));
    static const QRegularExpression frill(
        QStringLiteral("^(mcp-server-|server-|mcp-)|(-mcp-server|-mcp|-server)$|\\.(js|mjs|py|ts)$|^www\\.|^mcp\\."));
    name.remove(version).remove(frill);
    return name.left(40);
}

Result<ServerPaste> ServerPaste::fromJson(const QString &text)
{
    QJsonObject object = objectIn(text);
    if (object.isEmpty())
        return Reason{tr("this looks like JSON, but cannot be read; paste the whole snippet, from brace to brace")};
    for (const char *key : {"mcp", "mcpServers", "servers", "context_servers"}) {
        if (object.value(QLatin1StringView(key)).isObject())
            object = object.value(QLatin1StringView(key)).toObject();
    }
    ServerPaste paste;
    if (isServer(object)) {
        paste.settings = object;
        paste.name = object.value(QStringLiteral("name")).toString();
        paste.settings.remove(QStringLiteral("name"));
    } else {
        if (object.size() != 1 || !isServer(object.begin()->toObject())) {
            const bool isMany = std::any_of(object.begin(), object.end(),
                                            [](const QJsonValue &value) { return isServer(value.toObject()); });
            return Reason{isMany ? tr("this holds %1 servers; paste one at a time, or all of them into the text of the "
                                      "settings file")
                                       .arg(object.size())
                                 : tr("no server is in this: neither a command nor a url")};
        }
        paste.name = object.begin().key();
        paste.settings = object.begin()->toObject();
    }
    if (paste.name.isEmpty())
        paste.name = nameFrom(paste.settings);
    return paste;
}

Result<ServerPaste> ServerPaste::fromWords(QStringList words)
{
    // What other clients are told on their command line.
    static const QRegularExpression client(QStringLiteral("^(claude|codex|gemini)$"));
    ServerPaste paste;
    if (words.size() > 3 && client.match(words[0]).hasMatch() && words[1] == u"mcp" && words[2] == u"add") {
        words = words.mid(3);
        const qsizetype dashes = words.indexOf(QStringLiteral("--"));
        if (dashes > 0) {
            paste.name = words[0].startsWith(u'-') ? words[dashes - 1] : words[0];
            words = words.mid(dashes + 1);
        } else {
            words.removeIf([](const QString &word) {
                return word.startsWith(u'-') || word == u"http" || word == u"sse" || word == u"stdio";
            });
            paste.name = words.isEmpty() ? QString() : words.takeFirst();
        }
    }
    QJsonObject env;
    while (!words.isEmpty()
           && (isAssignment(words.first()) || words.first() == u"env" || words.first() == u"$"
               || words.first() == u"export")) {
        const QString word = words.takeFirst();
        if (isAssignment(word))
            env.insert(word.section(u'=', 0, 0), word.section(u'=', 1));
    }
    if (words.isEmpty())
        return Reason{tr("there is no command in this")};
    if (isAddress(words.first())) {
        paste.settings.insert(QStringLiteral("url"), words.first());
    } else {
        paste.settings.insert(QStringLiteral("command"), words.takeFirst());
        if (!words.isEmpty())
            paste.settings.insert(QStringLiteral("args"), QJsonArray::fromStringList(words));
        if (!env.isEmpty())
            paste.settings.insert(QStringLiteral("env"), env);
    }
    if (paste.name.isEmpty())
        paste.name = nameFrom(paste.settings);
    return paste;
}

Result<ServerPaste> ServerPaste::read(const QString &text)
{
    QString trimmed = text.trimmed();
    if (trimmed.size() > longestText)
        return Reason{tr("this is too long for a server")};
    static const QRegularExpression fence(QStringLiteral("^```[a-z]*\\s*|\\s*```$"));
    trimmed.remove(fence);
    if (trimmed.startsWith(u'{') || trimmed.startsWith(u'"') || trimmed.startsWith(QStringLiteral("//")))
        return fromJson(trimmed);
    const Result<QStringList> words = shellWords(trimmed);
    return words ? fromWords(*words) : words.error();
}

} // namespace Signalbox
