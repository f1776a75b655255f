// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/config/configreader.h"

#include <QFileSystemWatcher>
#include <QObject>
#include <QTimer>

namespace Signalbox {

/**
 * The settings file and whatever becomes of it: edited, replaced, deleted, made. A change is told within a second. What
 * cannot be used at once may be half written or about to come, so it is looked at once more before it is called
 * unusable; the settings that were told last stay in force then.
 */
class ConfigWatcher : public QObject
{
    Q_OBJECT

public:
    ConfigWatcher(const QString &file, const QProcessEnvironment &environment, QObject *parent = nullptr);

    const QString &file() const { return m_file; }
    /** Reads now, the token file included, and watches from here on. What this returns is not told again. */
    Result<Reading, ConfigProblem> read();

Q_SIGNALS:
    void changed(const Signalbox::Reading &reading);
    void unusable(const Signalbox::ConfigProblem &problem);

private:
    void watch();
    void lookSoon();
    void look();
    Result<Reading, ConfigProblem> parse(const Result<std::optional<QByteArray>, ConfigProblem> &bytes) const;

    QString m_file;
    QProcessEnvironment m_environment;
    QFileSystemWatcher m_watcher;
    QTimer m_delay;
    std::optional<QByteArray> m_known; //!< what was read last
    QString m_fault; //!< what was told last to be unusable
    bool m_again = false; //!< the next look is the second at something unusable
};

} // namespace Signalbox
