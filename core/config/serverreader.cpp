// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/config/serverreader.h"

#include "core/config/expansion.h"
#include "core/config/foreignkeys.h"
#include "core/config/keys.h"
#include "core/config/limitrows.h"
#include "core/config/quantity.h"

#include <QJsonArray>
#include <QUrl>

#include <algorithm>
#include <vector>

namespace Signalbox {

namespace {

const QLatin1StringView typeKey("type");

struct Kind
{
    const char *word;
    const char *kind;
};
constexpr Kind kinds[] = {{"stdio", "stdio"},          {"local", "stdio"},         {"http", "http"},
                          {"streamable-http", "http"}, {"streamableHttp", "http"}, {"sse", "http"}};

bool isKindName(const QString &word)
{
    constexpr qsizetype longest = 64;
    const auto plain = [](QChar c) {
        return (c >= u'a' && c <= u'z') || (c >= u'0' && c <= u'9') || c == u'-' || c == u'_';
    };
    return !word.isEmpty() && word.size() <= longest && std::ranges::all_of(word, plain);
}

/** Empty if the entry does not tell. */
QString kindOf(Section &entry)
{
    const bool hasCommand = entry.has(QStringLiteral("command"));
    const bool hasUrl = entry.has(QStringLiteral("url"));
    if (!entry.has(typeKey)) {
        if (hasCommand != hasUrl)
            return hasCommand ? QStringLiteral("stdio") : QStringLiteral("http");
        entry.complain({},
                       hasCommand ? QStringLiteral("has a command and a url: say which with \"type\", \"stdio\" or "
                                                   "\"http\"")
                                  : QStringLiteral("expected a command, a url or a type"));
        return {};
    }
    const QString type = entry.text(typeKey).value_or(QString());
    for (const auto &[word, kind] : kinds) {
        if (type == QLatin1StringView(word))
            return QString::fromLatin1(kind);
    }
    if (isKindName(type))
        return type;
    if (entry.value(typeKey).isString())
        entry.expected(typeKey,
                       QStringLiteral("\"stdio\", \"http\", \"streamable-http\", \"sse\" or the kind of a plugin"));
    return {};
}

/** Whether every member of that object, if it is there, is text; what is not is noted. */
bool isTextMap(Section &entry, const QString &key)
{
    if (!entry.has(key))
        return true;
    std::optional<Section> map = entry.section(key);
    if (!map)
        return false;
    bool good = true;
    const QJsonObject object = map->object();
    for (auto it = object.begin(); it != object.end(); ++it) {
        const bool clean = it.value().isString() && !it.value().toString().contains(QChar(0));
        if (!clean)
            map->expected(it.key(), QStringLiteral("text"));
        good = good && clean;
    }
    return good;
}

bool isStdio(Section &entry)
{
    const QString command = QStringLiteral("command");
    const QString args = QStringLiteral("args");
    const QString cwd = QStringLiteral("cwd");
    const bool hasCommand = !entry.text(command).value_or(QString()).trimmed().isEmpty();
    if (!hasCommand && (!entry.has(command) || entry.value(command).isString()))
        entry.expected(command, QStringLiteral("the program to start"));
    const std::optional<QStringList> texts = entry.texts(args);
    const bool goodArgs = !entry.has(args) || (texts && texts->size() == entry.value(args).toArray().size());
    const bool goodFolder = !entry.has(cwd) || entry.text(cwd).has_value();
    return isTextMap(entry, QStringLiteral("env")) && hasCommand && goodArgs && goodFolder;
}

bool isHttp(Section &entry)
{
    const QString key = QStringLiteral("url");
    const QUrl url(entry.value(key).toString(), QUrl::StrictMode);
    const bool web = url.scheme() == u"http" || url.scheme() == u"https";
    const bool goodUrl = entry.value(key).isString() && url.isValid() && web && !url.host().isEmpty();
    // The address itself is not shown: variables are filled in, and secrets may stand in it.
    if (!goodUrl)
        entry.complain(key, QStringLiteral("expected an address that begins with http:// or https://, got %1")
                                .arg(entry.value(key).isString() ? QStringLiteral("another text")
                                                                 : spoken(entry.value(key))));
    return isTextMap(entry, QStringLiteral("headers")) && goodUrl;
}

/** What the plugin gets of the entry; nothing if it could not be started with that. */
std::optional<QJsonObject> settingsOf(Section &entry, const QString &kind)
{
    const auto only = [&](std::span<const char *const> keys) {
        QJsonObject settings;
        for (const char *key : keys) {
            if (entry.has(QLatin1StringView(key)))
                settings.insert(QLatin1StringView(key), entry.value(QLatin1StringView(key)));
        }
        return settings;
    };
    if (kind == u"stdio") {
        entry.refuseUnknown(Keys::server);
        return isStdio(entry) ? std::optional(only(Keys::stdio)) : std::nullopt;
    }
    if (kind == u"http") {
        entry.refuseUnknown(Keys::server);
        QJsonObject settings = only(Keys::http);
        if (entry.has(typeKey))
            settings.insert(typeKey, entry.value(typeKey));
        return isHttp(entry) ? std::optional(settings) : std::nullopt;
    }
    QJsonObject settings = entry.object();
    for (const char *ours : {"type", "disabled", "signalbox"})
        settings.remove(QLatin1StringView(ours));
    return settings;
}

void readOwn(Section own, ServerConfig &server)
{
    using Instances = ServerConfig::Instances;
    using Generations = ServerConfig::Generations;
    using Start = ServerConfig::Start;
    static constexpr Section::Word<Instances> instances[] = {{"shared", Instances::Shared},
                                                             {"session", Instances::Session}};
    static constexpr Section::Word<Start> starts[] = {{"lazy", Start::Lazy}, {"eager", Start::Eager}};
    static constexpr Section::Word<Generations> generations[] = {{"auto", Generations::Auto},
                                                                 {"legacy", Generations::Legacy},
                                                                 {"modern", Generations::Modern},
                                                                 {"both", Generations::Both}};
    own.refuseUnknown(Keys::signalbox);
    server.instances = own.choice(QStringLiteral("instances"), instances).value_or(server.instances);
    server.start = own.choice(QStringLiteral("start"), starts).value_or(server.start);
    server.generations = own.choice(QStringLiteral("generations"), generations).value_or(server.generations);
    if (const auto limits = own.section(QStringLiteral("limits")))
        server.limits = readLimits(*limits, server.limits, true);
    if (const auto settings = own.section(QStringLiteral("settings"))) {
        for (auto it = settings->object().begin(); it != settings->object().end(); ++it)
            server.settings.insert(it.key(), it.value());
    }
}

void readLimit(Section &section, const LimitRow &row, Limits &limits)
{
    const QString key = QLatin1StringView(row.key);
    const QJsonValue value = section.value(key);
    if (row.kind == LimitRow::Kind::Count) {
        if (const auto number = section.number(key, row.least, row.most))
            row.set(limits, *number);
        return;
    }
    if (!section.has(key))
        return;
    const bool time = row.kind == LimitRow::Kind::Milliseconds;
    const std::optional<qint64> amount = time ? durationFrom(value) : sizeFrom(value);
    if (amount && *amount >= row.least && *amount <= row.most) {
        row.set(limits, *amount);
        return;
    }
    const auto text = time ? durationText : sizeText;
    const QString form = time ? QStringLiteral("%1 to %2, as \"30 s\" or a number of milliseconds")
                              : QStringLiteral("%1 to %2, as \"16 MiB\" or a number of bytes");
    section.expected(key, form.arg(text(row.least), text(row.most)));
}

} // namespace

Limits readLimits(Section section, Limits limits, bool perServer)
{
    std::vector<const char *> known;
    std::optional<Section> http = perServer ? std::nullopt : section.section(QStringLiteral("http"));
    std::vector<const char *> knownHttp;
    for (const LimitRow &row : limitRows()) {
        if (perServer && !row.perServer)
            continue;
        (row.isHttp() ? knownHttp : known).push_back(row.key);
        if (!row.isHttp())
            readLimit(section, row, limits);
        if (row.isHttp() && http)
            readLimit(*http, row, limits);
    }
    if (!perServer)
        known.push_back("http");
    section.refuseUnknown(known);
    if (http)
        http->refuseUnknown(knownHttp);
    return limits;
}

std::optional<ServerConfig> readServer(const QString &name, const QByteArray &slug, Section entry, const Limits &limits,
                                       const QProcessEnvironment &environment)
{
    const QString disabledKey = QStringLiteral("disabled");
    entry = entry.with(withoutForeignKeys(entry));
    const std::optional<bool> disabled = entry.boolean(disabledKey);
    if (entry.has(disabledKey) && !disabled)
        return std::nullopt; // perhaps it was meant to be off
    const auto complete = expanded(entry.object(), environment);
    if (!complete && !disabled.value_or(false)) {
        entry.complain(complete.error().path, complete.error().sentence);
        return std::nullopt;
    }
    if (complete)
        entry = entry.with(complete->toObject());

    ServerConfig server;
    server.name = name;
    server.slug = slug;
    server.disabled = disabled.value_or(false);
    server.limits = limits;
    server.kind = kindOf(entry);
    const std::optional<QJsonObject> settings = server.kind.isEmpty() ? std::nullopt : settingsOf(entry, server.kind);
    server.settings = settings.value_or(QJsonObject());
    if (const auto own = entry.section(QStringLiteral("signalbox")))
        readOwn(*own, server);
    return settings ? std::optional(server) : std::nullopt;
}

} // namespace Signalbox
