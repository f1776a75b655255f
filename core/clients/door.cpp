// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/clients/door.h"

#include "core/clients/clientkind.h"
#include "core/config/configreader.h"
#include "core/config/statefolder.h"
#include "core/config/tokenfile.h"
#include "core/wire/jsonview.h"

#include <QFileInfo>
#include <QJsonArray>
#include <QUrl>

namespace Signalbox {

namespace {

/** Brackets for IPv6; an address that stands for all of them is reached at this machine's own. */
QString hostIn(const QString &address)
{
    if (address == u"0.0.0.0")
        return QStringLiteral("127.0.0.1");
    if (address == u"::")
        return QStringLiteral("[::1]");
    return address.contains(u':') ? u'[' + address + u']' : address;
}

bool isThisMachine(const QString &host)
{
    return host == u"localhost" || host == u"::1" || host.startsWith(u"127.");
}

QStringList optionsOf(const Instance &instance)
{
    QStringList options;
    if (instance.settingsFile != defaultConfigFile(instance.environment))
        options << QStringLiteral("--config") << instance.settingsFile;
    if (instance.stateFolder != StateFolder::locate(instance.settingsFile, {}, instance.environment).path)
        options << QStringLiteral("--state") << instance.stateFolder;
    return options;
}

QByteArray member(const QByteArray &key, const QByteArray &value)
{
    return jsonString(key) + ':' + value;
}

} // namespace

QString addressIn(const QJsonObject &entry)
{
    for (const char *key : {"url", "httpUrl", "serverUrl"}) {
        const QString address = entry.value(QLatin1StringView(key)).toString();
        if (!address.isEmpty())
            return address;
    }
    return {};
}

Result<Door> Door::of(const Instance &instance, const QString &runningUrl, const QString &program)
{
    const auto bytes = readConfigBytes(instance.settingsFile);
    if (!bytes)
        return Reason{bytes.error().text()};
    const auto reading = parseConfig(*bytes, instance.settingsFile, instance.environment);
    if (!reading)
        return Reason{reading.error().text()};
    const Config &config = reading->config;
    Door door;
    door.token = config.token;
    if (!config.tokenFile.isEmpty()) {
        const Result<QByteArray> token = tokenFromFile(config.tokenFile);
        if (!token)
            return Reason{token.error().sentence};
        door.token = *token;
    }
    door.url = runningUrl;
    if (door.url.isEmpty() && config.port != 0 && !config.addresses.isEmpty())
        door.url = QStringLiteral("http://%1:%2/mcp").arg(hostIn(config.addresses.first())).arg(config.port);
    door.program = program;
    door.arguments = QStringList{QStringLiteral("connect")} + optionsOf(instance);
    return door;
}

Result<QByteArray> Door::entryFor(const ClientKind &kind) const
{
    if (!kind.url) {
        QByteArray list;
        for (const QString &argument : arguments)
            list += (list.isEmpty() ? "" : ",") + jsonString(argument.toUtf8());
        return '{' + member("command", jsonString(program.toUtf8())) + ',' + member("args", '[' + list + ']') + '}';
    }
    if (url.isEmpty())
        return Reason{QStringLiteral("no gateway runs, and the settings name no port; start Signalbox first")};
    if (kind.fillsInVariables && token.contains('$'))
        return Reason{
            QStringLiteral("the token of the gateway contains a $, which %1 takes for a variable; set another "
                           "one (auth.token)")
                .arg(kind.nameText())};
    QByteArray entry;
    if (kind.type)
        entry += member("type", jsonString(kind.type)) + ',';
    entry += member(kind.url, jsonString(url.toUtf8()));
    if (!token.isEmpty())
        entry += ',' + member(kind.headers, '{' + member("Authorization", jsonString("Bearer " + token)) + '}');
    return '{' + entry + '}';
}

bool Door::isOwn(const QJsonObject &entry) const
{
    const QUrl theirs(addressIn(entry));
    const QUrl ours(url);
    if (!theirs.isEmpty()) {
        const bool sameHost =
            theirs.host() == ours.host() || (isThisMachine(theirs.host()) && isThisMachine(ours.host()));
        return sameHost && theirs.port(80) == ours.port(80)
            && (theirs.path().startsWith(u"/mcp") || theirs.path().startsWith(u"/sse"));
    }
    const QJsonArray given = entry.value(QStringLiteral("args")).toArray();
    const QFileInfo command(entry.value(QStringLiteral("command")).toString());
    return given.contains(QStringLiteral("connect"))
        && (command.filePath() == program || command.fileName() == u"signalbox");
}

} // namespace Signalbox
