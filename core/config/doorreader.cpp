// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/config/doorreader.h"

#include "core/config/expansion.h"
#include "core/config/keys.h"
#include "core/config/tokenfile.h"

#include <QDir>
#include <QFileInfo>
#include <QHostAddress>
#include <QJsonArray>
#include <QJsonDocument>
#include <QUrl>

#include <algorithm>

namespace Signalbox {

namespace {

const QLatin1StringView tokenKey("token");
const QLatin1StringView tokenFileKey("tokenFile");

/** `~/` is the home folder; anything else that is not absolute is beside the settings. */
QString resolved(const QString &path, const QString &settingsFile)
{
    if (path.startsWith(u"~/"))
        return QDir::cleanPath(QDir::homePath() + path.sliced(1));
    return QDir::cleanPath(QFileInfo(settingsFile).absoluteDir().absoluteFilePath(path));
}

QStringList addressesOf(const QString &word)
{
    if (word == u"localhost")
        return {QStringLiteral("127.0.0.1"), QStringLiteral("::1")};
    const QHostAddress address(word);
    return address.isNull() ? QStringList() : QStringList{address.toString()};
}

bool isHostName(const QString &word)
{
    const auto plain = [](QChar c) {
        return c.isLetterOrNumber() || c == u'-' || c == u'.' || c == u':' || c == u'[' || c == u']' || c == u'_';
    };
    return !word.isEmpty() && word.size() <= 255 && std::ranges::all_of(word, plain);
}

/** scheme://host or scheme://host:port, as browsers send it. */
bool isOrigin(const QString &word)
{
    const QUrl url(word, QUrl::StrictMode);
    return url.isValid() && !url.scheme().isEmpty() && !url.host().isEmpty() && url.path().isEmpty() && !url.hasQuery()
        && !url.hasFragment() && url.userInfo().isEmpty() && word == word.trimmed();
}

QStringList only(Section &section, const QString &key, bool (*fits)(const QString &), const QString &what)
{
    QStringList result;
    for (const QString &word : section.texts(key).value_or(QStringList())) {
        if (fits(word))
            result.append(word);
        else
            section.complain(key, QStringLiteral("expected %1, got %2").arg(what, spoken(word)));
    }
    return result;
}

} // namespace

std::optional<ConfigProblem> readAuth(Section &top, const QProcessEnvironment &environment, Config &config)
{
    const QString key = QStringLiteral("auth");
    if (!top.has(key))
        return std::nullopt;
    QList<ConfigProblem> problems;
    Section auth(top.value(key).toObject(), top.file(), key, &problems);
    const auto complete = expanded(auth.object(), environment);
    if (!top.value(key).isObject())
        auth.complain({}, QStringLiteral("expected an object, got %1").arg(spoken(top.value(key))));
    if (!complete)
        auth.complain(complete.error().path, complete.error().sentence);
    if (!problems.isEmpty())
        return problems.first();
    auth = auth.with(complete->toObject());
    auth.refuseUnknown(Keys::auth);
    const std::optional<QString> token = auth.text(tokenKey);
    const std::optional<QString> tokenFile = auth.text(tokenFileKey);
    if (problems.isEmpty() && token.has_value() == tokenFile.has_value())
        auth.complain({}, QStringLiteral("expected either token or tokenFile; without auth no token is asked for"));
    if (token && !isToken(token->toUtf8()))
        auth.complain(tokenKey, QStringLiteral("expected 1 to 1024 visible characters of ASCII without blanks"));
    if (tokenFile && tokenFile->isEmpty())
        auth.expected(tokenFileKey, QStringLiteral("the name of a file"));
    if (!problems.isEmpty())
        return problems.first();
    config.token = token.value_or(QString()).toUtf8();
    config.tokenFile = tokenFile ? resolved(*tokenFile, top.file()) : QString();
    return std::nullopt;
}

void readListen(Section &top, Config &config)
{
    std::optional<Section> listen = top.section(QStringLiteral("listen"));
    if (!listen)
        return;
    listen->refuseUnknown(Keys::listen);
    config.port = quint16(listen->number(QStringLiteral("port"), 1, 65535).value_or(config.port));
    const QString key = QStringLiteral("addresses");
    const std::optional<QStringList> words = listen->texts(key);
    if (!words)
        return;
    const bool guarded = !config.token.isEmpty() || !config.tokenFile.isEmpty();
    QStringList addresses;
    for (const QString &word : *words) {
        const QStringList meant = addressesOf(word);
        const bool outside = std::ranges::any_of(meant, [](const QString &a) { return !QHostAddress(a).isLoopback(); });
        if (meant.isEmpty())
            listen->complain(key, QStringLiteral("expected an IP address or \"localhost\", got %1").arg(spoken(word)));
        else if (outside && !guarded)
            listen->complain(key,
                             QStringLiteral("%1 can be reached from other machines: not used without auth.token or "
                                            "auth.tokenFile")
                                 .arg(word));
        else
            addresses += meant;
    }
    addresses.removeDuplicates();
    if (addresses.isEmpty())
        listen->complain(key, QStringLiteral("names no address that can be used; 127.0.0.1 and ::1 are"));
    else
        config.addresses = addresses;
}

void readPolicy(Section &top, Config &config)
{
    std::optional<Section> policy = top.section(QStringLiteral("policy"));
    if (!policy)
        return;
    policy->refuseUnknown(Keys::policy);
    config.allowedHosts = only(*policy, QStringLiteral("allowedHosts"), isHostName,
                               QStringLiteral("the name of a host, as \"box.example\""));
    config.allowedOrigins = only(*policy, QStringLiteral("allowedOrigins"), isOrigin,
                                 QStringLiteral("an exact origin, as \"https://app.example\""));
}

void readRoots(Section &top, Config &config)
{
    const QString key = QStringLiteral("roots");
    if (top.has(key) && !top.value(key).isArray())
        top.expected(key, QStringLiteral("a list of {\"uri\", \"name\"}"));
    const QJsonArray array = top.value(key).toArray();
    QJsonArray roots;
    for (qsizetype i = 0; i < array.size(); ++i) {
        std::optional<Section> root = top.element(key, i);
        if (!root)
            continue;
        root->refuseUnknown(Keys::root);
        const QString uri = root->value(QStringLiteral("uri")).toString();
        const bool isFile = uri.startsWith(u"file:///") && QUrl(uri, QUrl::StrictMode).isValid();
        if (!isFile)
            root->expected(QStringLiteral("uri"), QStringLiteral("a folder as \"file:///home/me/project\""));
        const std::optional<QString> name = root->text(QStringLiteral("name"));
        QJsonObject given{{QStringLiteral("uri"), uri}};
        if (name)
            given.insert(QStringLiteral("name"), *name);
        if (isFile)
            roots.append(given);
    }
    if (!roots.isEmpty())
        config.roots = QJsonDocument(roots).toJson(QJsonDocument::Compact);
}

} // namespace Signalbox
