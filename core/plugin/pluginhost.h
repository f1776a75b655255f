// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/plugin/backendplugin.h"
#include "core/result.h"

#include <QHash>
#include <QJsonObject>
#include <QObject>
#include <QStringList>

#include <memory>

namespace Signalbox {

/** One plugin file, as its metadata tells; read without loading any of its code. */
struct PluginFact
{
    QString kind; //!< the word for "type" in mcpServers
    QString name;
    QString version;
    QString file;
    QString problem; //!< why it cannot be used; empty if it can
    bool loaded = false;
    QJsonObject settingsSchema;
};

class Quarantine;

/**
 * Finds, checks and loads backend plugins. Metadata is read at once; code is loaded at the first create() of its kind
 * and never unloaded. A plugin file that is not owned by root or the user, or that others may write, is refused
 * (outside the trusted folders beside the program). A plugin that took the process down while it was being loaded is
 * quarantined at the next start: its file is noted in the state folder before loading and struck out after.
 */
class PluginHost : public QObject
{
    Q_OBJECT

public:
    /** An empty `stateFolder` keeps no quarantine list. */
    explicit PluginHost(const QString &stateFolder, QObject *parent = nullptr);
    ~PluginHost() override;

    /** Beside the program, the installation prefix, SIGNALBOX_PLUGIN_PATH, in that order; the first of a kind wins. */
    static QStringList searchPath();
    void scan(const QStringList &folders = searchPath());
    /** For tests and embedders: a plugin that is already in memory; not owned. */
    void add(const QString &kind, BackendPlugin *plugin, const QJsonObject &settingsSchema = {});

    QList<PluginFact> plugins() const;
    bool has(const QString &kind) const;
    Result<std::unique_ptr<Backend>> create(const QString &kind, const QJsonObject &settings,
                                            const Surroundings &surroundings);

Q_SIGNALS:
    void pluginsChanged();

private:
    struct Entry;
    void append(PluginFact fact, BackendPlugin *plugin);
    std::shared_ptr<Entry> usable(const QString &kind) const;
    Reason whyNot(const QString &kind) const;
    Result<BackendPlugin *> load(Entry &entry);

    std::unique_ptr<Quarantine> m_quarantine;
    QList<std::shared_ptr<Entry>> m_entries;
};

} // namespace Signalbox
