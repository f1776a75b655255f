// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/config/configreader.h"

#include "core/config/doorreader.h"
#include "core/config/keys.h"
#include "core/config/serverreader.h"
#include "core/config/settingstext.h"
#include "core/config/slug.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>

#include <algorithm>

namespace Signalbox {

namespace {

/** Not a part of the server's own settings: a running backend stays as it is when they change. */
void readHiddenTools(Section &entry, const QByteArray &slug, Config &config)
{
    const QString key = QStringLiteral("signalbox");
    if (!entry.value(key).isObject())
        return; // told where the rest of it is read
    QStringList hidden = entry.section(key)->texts(QStringLiteral("hiddenTools")).value_or(QStringList());
    hidden.removeDuplicates();
    if (!hidden.isEmpty())
        config.hiddenTools.insert(slug, hidden);
}

void readServers(Section &top, const QStringList &names, const QProcessEnvironment &environment, Config &config)
{
    if (!top.has(QStringLiteral("mcpServers")) && top.has(QStringLiteral("servers")))
        top.complain(QStringLiteral("servers"),
                     QStringLiteral("not used: name this object \"mcpServers\" (\"servers\" is the key of VS Code)"));
    std::optional<Section> map = top.section(QStringLiteral("mcpServers"));
    if (!map)
        return;
    const QList<QByteArray> slugs = slugsOf(names);
    for (qsizetype i = 0; i < names.size(); ++i) {
        std::optional<Section> entry = map->section(names[i]);
        if (!entry)
            continue;
        readHiddenTools(*entry, slugs[i], config);
        const auto server = readServer(names[i], slugs[i], *entry, config.limits, environment);
        if (server)
            config.servers.append(*server);
    }
}

/** Names of servers as the user writes them, or their slugs, become slugs. */
void readSubscribe(Section &top, const QStringList &names, Config &config)
{
    const QString key = QStringLiteral("subscribe");
    const std::optional<QStringList> wanted = top.texts(key);
    if (!wanted)
        return;
    const QList<QByteArray> slugs = slugsOf(names);
    for (const QString &name : *wanted) {
        const qsizetype index = std::max(names.indexOf(name), slugs.indexOf(name.toUtf8()));
        if (index < 0)
            top.complain(key, QStringLiteral("\"%1\" is no server of mcpServers").arg(name));
        else
            config.subscribe.append(QString::fromLatin1(slugs[index]));
    }
    config.subscribe.removeDuplicates();
    if (config.subscribe.isEmpty())
        top.complain(key, QStringLiteral("names no server, so notifications of all are given; leave it out for that"));
}

Config withoutFile()
{
    Config config;
    ServerConfig desk;
    desk.name = QStringLiteral("desk");
    desk.slug = "desk";
    desk.kind = QStringLiteral("desk");
    config.servers.append(desk);
    return config;
}

} // namespace

QString defaultConfigFile(const QProcessEnvironment &environment)
{
    const QString configured = environment.value(QStringLiteral("XDG_CONFIG_HOME"));
    const QString folder =
        QDir::isAbsolutePath(configured) ? configured : QDir::homePath() + QStringLiteral("/.config");
    return QDir::cleanPath(folder + QStringLiteral("/signalbox/signalbox.json"));
}

Result<std::optional<QByteArray>, ConfigProblem> readConfigBytes(const QString &file)
{
    constexpr qint64 largest = 4 * 1024 * 1024;
    const QFileInfo info(file);
    if (!info.exists() && !info.isSymLink())
        return std::optional<QByteArray>();
    if (!info.exists())
        return ConfigProblem{file, {}, QStringLiteral("is a link to %1, which is not there").arg(info.symLinkTarget())};
    if (!info.isFile())
        return ConfigProblem{file, {}, QStringLiteral("is not a file")};
    QFile device(file);
    if (!device.open(QIODevice::ReadOnly))
        return ConfigProblem{file, {}, QStringLiteral("cannot be read: %1").arg(device.errorString())};
    const QByteArray bytes = device.read(largest + 1);
    if (bytes.size() > largest)
        return ConfigProblem{file, {}, QStringLiteral("is larger than 4 MiB, which no settings should be")};
    return std::optional(bytes);
}

Result<Reading, ConfigProblem> parseConfig(const std::optional<QByteArray> &text, const QString &file,
                                           const QProcessEnvironment &environment)
{
    if (!text)
        return Reading{withoutFile(), {}};
    const auto object = objectFromText(*text, file);
    if (!object)
        return object.error();
    Reading reading;
    Config &config = reading.config;
    Section top(*object, file, {}, &reading.problems);
    if (const auto refused = readAuth(top, environment, config))
        return *refused;
    findDoubleKeys(*text, file, reading.problems);
    QStringList names = keysInOrder(*text, "mcpServers");
    std::vector<const char *> known(std::begin(Keys::top), std::end(Keys::top));
    if (!top.has(QStringLiteral("mcpServers")))
        known.push_back("servers"); // has a sentence of its own
    top.refuseUnknown(known);
    if (const auto limits = top.section(QStringLiteral("limits")))
        config.limits = readLimits(*limits, config.limits, false);
    readListen(top, config);
    readPolicy(top, config);
    readRoots(top, config);
    readServers(top, names, environment, config);
    readSubscribe(top, names, config);
    return reading;
}

} // namespace Signalbox
