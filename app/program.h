// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/commandline.h"
#include "app/exitcode.h"
#include "core/bus/bus.h"
#include "core/config/configwatcher.h"
#include "core/config/epochfile.h"
#include "core/control/control.h"
#include "core/control/controlsocket.h"
#include "core/gateway.h"

#include <QObject>
#include <QTimer>

#include <memory>

namespace Signalbox {

class DesktopCommands;
class LogCommand;
class SettingsCommands;
class TapCommand;
class UnixSignals;

/** What is settled before the gateway starts. */
struct ProgramSetup
{
    CommandLine line;
    QString configFile;
    StateFolder state;
    Epoch epoch;
    QByteArray sealKey;
    QByteArray processTag;
    quint64 descriptorLimit = 0;
    QProcessEnvironment environment;
    bool hasWindow = false; //!< somebody shows one
};

/**
 * The running program without its window: settings file, gateway, control socket and signals, wired together. Lives in
 * the core thread; bus() and control() exist from the beginning, for whoever shows them.
 */
class Program : public QObject
{
    Q_OBJECT

public:
    explicit Program(ProgramSetup setup, QObject *parent = nullptr);
    ~Program() override;

    Bus *bus() { return &m_bus; }
    Control *control() { return &m_control; }

    /** Called once, in the core thread, with an application object in existence. */
    void start();
    /** Ends everything in good order; answers finished(). */
    void stop();
    /** Takes down what start() made; in the core thread, after finished(). Only bus() and control() are left. */
    void dismantle();

Q_SIGNALS:
    void finished(int exitCode);

private:
    Result<void, ConfigProblem> readSettings();
    void announce(const QStringList &urls);
    void fail(ExitCode code, const QString &sentence);
    void addCommands();
    void addSettingsCommands();
    void openControlSocket();
    void apply(const Reading &reading);
    void reload(const Control::Answer &answer);
    void tell(const QList<ConfigProblem> &problems);
    void print(const TroubleFact &trouble);
    QJsonObject version() const;

    ProgramSetup m_setup;
    Bus m_bus;
    Control m_control;
    QStringList m_urls;
    Config m_config;
    QTimer m_stopLimit;
    std::unique_ptr<LogCommand> m_log;
    std::unique_ptr<TapCommand> m_tap;
    std::unique_ptr<UnixSignals> m_signals;
    std::unique_ptr<ConfigWatcher> m_watcher;
    std::unique_ptr<SettingsCommands> m_settingsCommands;
    std::unique_ptr<DesktopCommands> m_desktopCommands;
    std::unique_ptr<Gateway> m_gateway;
    std::unique_ptr<ControlSocket> m_socket;
    quint64 m_printed = 0; //!< serial of the newest trouble on the terminal
    bool m_stopping = false;
};

} // namespace Signalbox
