// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/config/configreader.h"

#include <functional>

namespace Signalbox {

/** The text of the settings file at one moment. */
struct SettingsSnapshot
{
    QByteArray text; //!< empty if there is no file
    bool exists = false;
    QString digest; //!< tells this text from every other; empty if there is no file
};

/**
 * The settings file as something that is changed: only as a whole, only from the state that was looked at, and only to
 * what the gateway can use. Before the first change a copy goes to the folder of backups, which keeps the newest ones.
 */
class SettingsFile
{
public:
    using Edit = std::function<Result<QByteArray>(const QByteArray &text)>;
    static constexpr qsizetype keptBackups = 10;

    SettingsFile(QString file, QString backupFolder, QProcessEnvironment environment);

    const QString &path() const { return m_file; }
    Result<SettingsSnapshot> read() const;
    /** What is wrong with that text, nothing used or written; `isUsable` false if none of it could be used. */
    QList<ConfigProblem> problemsOf(const QByteArray &text, bool *isUsable = nullptr) const;
    /**
     * Writes what `edit` makes of the text. Refused, and nothing is written, if the file is no longer the one with
     * `digest`, or if the outcome has a problem that the text did not have before.
     */
    Result<void> change(const Edit &edit, const std::optional<QString> &digest);

private:
    Result<void> judge(const QByteArray &before, const QByteArray &after) const;
    Result<void> backUp(const SettingsSnapshot &snapshot);
    Result<void> write(const QByteArray &text, const QString &expectedDigest) const;

    QString m_file;
    QString m_backupFolder;
    QProcessEnvironment m_environment;
    bool m_isBackedUp = false;
};

/** What serves while there is no file, as a text: the first change of a setting must not take it away. */
QByteArray settingsWithoutFile();

} // namespace Signalbox
