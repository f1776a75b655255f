// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/plugin/pluginhost.h"

#include "core/plugin/pluginfile.h"
#include "core/plugin/quarantine.h"

#include <QCoreApplication>
#include <QDir>
#include <QPluginLoader>
#include <QSet>

namespace Signalbox {

struct PluginHost::Entry
{
    PluginFact fact;
    BackendPlugin *plugin = nullptr;
    std::unique_ptr<QPluginLoader> loader; //!< its destructor does not unload: code of a plugin stays for good
};

namespace {

QStringList ownFolders()
{
    const QString prefix = QCoreApplication::applicationDirPath() + QStringLiteral("/../");
    const QString rest = QStringLiteral("/signalbox/plugins");
    return {QDir::cleanPath(prefix + QStringLiteral("lib") + rest),
            QDir::cleanPath(prefix + QStringLiteral(SIGNALBOX_LIBDIR) + rest)};
}

} // namespace

PluginHost::PluginHost(const QString &stateFolder, QObject *parent)
    : QObject(parent)
    , m_quarantine(std::make_unique<Quarantine>(stateFolder))
{
}

PluginHost::~PluginHost() = default;

QStringList PluginHost::searchPath()
{
    QStringList folders = ownFolders();
    folders += qEnvironmentVariable("SIGNALBOX_PLUGIN_PATH").split(QLatin1Char(':'), Qt::SkipEmptyParts);
    folders.removeDuplicates();
    return folders;
}

void PluginHost::scan(const QStringList &folders)
{
    const QStringList trusted = ownFolders();
    QSet<QString> known;
    for (const std::shared_ptr<Entry> &entry : std::as_const(m_entries))
        known.insert(entry->fact.file);
    for (const QString &folder : folders) {
        const bool isTrusted = trusted.contains(QDir::cleanPath(folder));
        const QFileInfoList files = QDir(folder).entryInfoList({QStringLiteral("*.so")}, QDir::Files, QDir::Name);
        for (const QFileInfo &info : files) {
            const QString file = info.canonicalFilePath(); // the file that counts, whatever links lead to it
            if (file.isEmpty() || known.contains(file))
                continue;
            known.insert(file);
            append(readPluginFile(file, isTrusted), nullptr);
        }
    }
    Q_EMIT pluginsChanged();
}

void PluginHost::append(PluginFact fact, BackendPlugin *plugin)
{
    if (fact.problem.isEmpty() && !plugin)
        fact.problem = m_quarantine->problem(fact.file);
    const std::shared_ptr<Entry> rival = usable(fact.kind);
    if (fact.problem.isEmpty() && rival)
        fact.problem =
            QStringLiteral("Kind \"%1\" is already provided by %2, which was found first.")
                .arg(fact.kind, rival->fact.file.isEmpty() ? QStringLiteral("the program") : rival->fact.file);
    auto entry = std::make_shared<Entry>();
    entry->fact = std::move(fact);
    entry->plugin = plugin;
    m_entries.append(entry);
}

void PluginHost::add(const QString &kind, BackendPlugin *plugin, const QJsonObject &settingsSchema)
{
    PluginFact fact;
    fact.kind = kind;
    fact.name = kind;
    fact.version = QStringLiteral(SIGNALBOX_VERSION);
    fact.loaded = true;
    fact.settingsSchema = settingsSchema;
    append(std::move(fact), plugin);
    Q_EMIT pluginsChanged();
}

QList<PluginFact> PluginHost::plugins() const
{
    QList<PluginFact> facts;
    for (const std::shared_ptr<Entry> &entry : m_entries)
        facts.append(entry->fact);
    return facts;
}

std::shared_ptr<PluginHost::Entry> PluginHost::usable(const QString &kind) const
{
    for (const std::shared_ptr<Entry> &entry : m_entries) {
        if (entry->fact.kind == kind && entry->fact.problem.isEmpty())
            return entry;
    }
    return {};
}

bool PluginHost::has(const QString &kind) const
{
    return usable(kind) != nullptr;
}

Reason PluginHost::whyNot(const QString &kind) const
{
    QStringList kinds;
    for (const std::shared_ptr<Entry> &entry : m_entries) {
        if (entry->fact.kind == kind)
            return {QStringLiteral("type: the plugin for \"%1\" (%2) cannot be used. %3")
                        .arg(kind, entry->fact.file, entry->fact.problem)};
        if (entry->fact.problem.isEmpty())
            kinds.append(entry->fact.kind);
    }
    return {QStringLiteral("type: expected %1, got \"%2\": no plugin of that kind is installed.")
                .arg(kinds.isEmpty() ? QStringLiteral("the kind of an installed plugin (there is none)")
                                     : kinds.join(QStringLiteral(" or ")),
                     kind)};
}

Result<std::unique_ptr<Backend>> PluginHost::create(const QString &kind, const QJsonObject &settings,
                                                    const Surroundings &surroundings)
{
    const std::shared_ptr<Entry> entry = usable(kind);
    if (!entry)
        return whyNot(kind);
    const Result<BackendPlugin *> plugin = load(*entry);
    if (!plugin)
        return plugin.error();
    return plugin.value()->create(settings, surroundings);
}

Result<BackendPlugin *> PluginHost::load(Entry &entry)
{
    if (entry.plugin)
        return entry.plugin;
    m_quarantine->loading(entry.fact.file);
    entry.loader = std::make_unique<QPluginLoader>(entry.fact.file);
    QObject *root = entry.loader->instance();
    m_quarantine->loaded();
    entry.plugin = qobject_cast<BackendPlugin *>(root);
    entry.fact.loaded = entry.plugin != nullptr;
    if (!root)
        entry.fact.problem = QStringLiteral("It could not be loaded: %1").arg(entry.loader->errorString());
    else if (!entry.plugin)
        entry.fact.problem = QStringLiteral("It is not what its metadata says: its root object is no BackendPlugin.");
    Q_EMIT pluginsChanged();
    if (!entry.plugin)
        return whyNot(entry.fact.kind);
    return entry.plugin;
}

} // namespace Signalbox
