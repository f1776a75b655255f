// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/config/settingsfile.h"
#include "core/control/control.h"

#include <QObject>

namespace Signalbox {

/**
 * The settings file as people read and change it while the gateway runs: `settings.…` for any value, `backend.…` for
 * the servers. A change is written, applied, and only then answered.
 */
class SettingsCommands : public QObject
{
    Q_OBJECT

public:
    /** Reads the file and applies it; answers what is wrong with it. */
    using Apply = std::function<void(const Control::Answer &answer)>;

    /** Puts its rows into the table. `control` outlives this. */
    SettingsCommands(Control *control, SettingsFile file, Apply apply, QObject *parent = nullptr);

private:
    using Handle = Result<SettingsFile::Edit> (SettingsCommands::*)(const QJsonObject &arguments) const;
    struct Row
    {
        const char *name;
        QStringList arguments;
        const char *help;
        Handle handle;
    };
    void tryBackend(Control *control, const QJsonObject &arguments, const Control::Answer &answer,
                    QObject *asker) const;
    void addChange(Control *control, const Row &row);
    void change(const SettingsFile::Edit &edit, const QJsonObject &arguments, const Control::Answer &answer);
    QJsonObject answerTo(const QJsonObject &applied) const;

    Result<QJsonObject> get() const;
    Result<QJsonObject> check(const QJsonObject &arguments) const;
    QJsonArray problemsIn(const QByteArray &text, bool *isUsable = nullptr) const;

    Result<SettingsFile::Edit> set(const QJsonObject &arguments) const;
    Result<SettingsFile::Edit> unset(const QJsonObject &arguments) const;
    Result<SettingsFile::Edit> write(const QJsonObject &arguments) const;
    Result<SettingsFile::Edit> addBackend(const QJsonObject &arguments) const;
    Result<SettingsFile::Edit> editBackend(const QJsonObject &arguments) const;
    Result<SettingsFile::Edit> removeBackend(const QJsonObject &arguments) const;
    Result<SettingsFile::Edit> enableBackend(const QJsonObject &arguments) const;
    Result<SettingsFile::Edit> disableBackend(const QJsonObject &arguments) const;

    SettingsFile m_file;
    Apply m_apply;
};

} // namespace Signalbox
