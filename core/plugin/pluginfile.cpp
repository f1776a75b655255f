// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/plugin/pluginfile.h"

#include <QFileInfo>
#include <QPluginLoader>
#include <QRegularExpression>

#include <unistd.h>

namespace Signalbox {

namespace {

QString ownerProblem(const QString &path)
{
    const QFileInfo info(path);
    if (info.ownerId() != 0 && info.ownerId() != ::geteuid())
        return QStringLiteral("%1 belongs to another user (%2): it must belong to you or to root.")
            .arg(path, info.owner().isEmpty() ? QString::number(info.ownerId()) : info.owner());
    if (info.permissions() & (QFileDevice::WriteGroup | QFileDevice::WriteOther))
        return QStringLiteral("%1 can be changed by other users: run chmod go-w on it.").arg(path);
    return {};
}

QString interfaceProblem(const QString &identifier)
{
    const QString ours = QStringLiteral(SIGNALBOX_BACKEND_IID);
    if (identifier == ours)
        return {};
    const QString word = ours.section(QLatin1Char('/'), 0, 0);
    if (identifier.section(QLatin1Char('/'), 0, 0) != word)
        return QStringLiteral("It is a Qt plugin for something else: expected interface %1, got %2.")
            .arg(ours, identifier.isEmpty() ? QStringLiteral("none") : identifier);
    return QStringLiteral("It was built for another version of Signalbox: expected interface %1, got %2. Install the "
                          "plugin that came with this version.")
        .arg(ours, identifier);
}

/** Each member of the metadata that is not as plugins/metadata.schema.json asks. */
QString metadataProblem(const QJsonObject &metadata)
{
    static const QRegularExpression kindPattern(QStringLiteral("^[a-z][a-z0-9-]{0,31}$"));
    const QString kind = metadata.value(QStringLiteral("kind")).toString();
    if (!kindPattern.match(kind).hasMatch())
        return QStringLiteral("Its metadata is wrong: kind: expected a word of lower-case letters, digits and '-', got "
                              "\"%1\".")
            .arg(kind.left(64));
    for (const QString &key : {QStringLiteral("name"), QStringLiteral("version")}) {
        if (metadata.value(key).toString().isEmpty())
            return QStringLiteral("Its metadata is wrong: %1: expected a text that is not empty.").arg(key);
    }
    if (!metadata.value(QStringLiteral("settings")).isObject())
        return QStringLiteral("Its metadata is wrong: settings: expected a JSON schema (an object).");
    return {};
}

} // namespace

PluginFact readPluginFile(const QString &file, bool trusted)
{
    PluginFact fact;
    fact.file = file;
    const QFileInfo info(file);
    if (!trusted) {
        fact.problem = ownerProblem(file);
        if (fact.problem.isEmpty())
            fact.problem = ownerProblem(info.path());
    }
    if (!fact.problem.isEmpty())
        return fact; // not even read
    const QPluginLoader loader(file);
    const QJsonObject envelope = loader.metaData();
    if (envelope.isEmpty()) {
        fact.problem = QStringLiteral("It is no plugin this program can load: %1").arg(loader.errorString());
        return fact;
    }
    const QJsonObject metadata = envelope.value(QStringLiteral("MetaData")).toObject();
    fact.kind = metadata.value(QStringLiteral("kind")).toString();
    fact.name = metadata.value(QStringLiteral("name")).toString();
    fact.version = metadata.value(QStringLiteral("version")).toString();
    fact.settingsSchema = metadata.value(QStringLiteral("settings")).toObject();
    fact.problem = interfaceProblem(envelope.value(QStringLiteral("IID")).toString());
    if (fact.problem.isEmpty())
        fact.problem = metadataProblem(metadata);
    return fact;
}

} // namespace Signalbox
