// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/program.h"

#include "app/announcement.h"
#include "app/desktopcommands.h"
#include "app/settingscommands.h"
#include "app/unixsignals.h"
#include "core/control/logcommand.h"
#include "core/control/tapcommand.h"

#include <QCoreApplication>
#include <QFileInfo>
#include <QJsonArray>

namespace Signalbox {

namespace {

using namespace std::chrono_literals;
constexpr auto stopLimit = 15s; //!< servers that ignore TERM are killed long before

const QString settingsName = QStringLiteral("settings");

QJsonArray textsOf(const QList<ConfigProblem> &problems)
{
    QJsonArray texts;
    for (const ConfigProblem &problem : problems)
        texts.append(problem.text());
    return texts;
}

} // namespace

Program::Program(ProgramSetup setup, QObject *parent)
    : QObject(parent)
    , m_setup(std::move(setup))
    , m_bus(this)
    , m_control(this)
    , m_stopLimit(this)
{
    m_stopLimit.setSingleShot(true);
    connect(&m_stopLimit, &QTimer::timeout, this, [this] { fail(Failed, QStringLiteral("a server did not end")); });
    connect(&m_bus, &Bus::listening, this, &Program::announce);
    connect(&m_bus, &Bus::troubled, this, &Program::print);
}

Program::~Program() = default;

void Program::start()
{
    m_log = std::make_unique<LogCommand>(&m_control, &m_bus); // before anything can happen
    m_tap = std::make_unique<TapCommand>(&m_control, m_bus.tap());
    m_signals = std::make_unique<UnixSignals>();
    connect(m_signals.get(), &UnixSignals::stopAsked, this, &Program::stop);
    connect(m_signals.get(), &UnixSignals::reloadAsked, this, [this] { reload([](const Result<QJsonObject> &) {}); });
    if (!m_setup.epoch.trouble.isEmpty())
        m_bus.trouble(QStringLiteral("state"), m_setup.epoch.trouble);

    const auto read = readSettings();
    if (!read)
        return fail(SettingsUnusable, read.error().text());
    const GatewaySetup setup{m_setup.state.path, m_setup.epoch.number, m_setup.sealKey, m_setup.processTag, m_setup.descriptorLimit,
                             m_setup.line.port};
    m_gateway = std::make_unique<Gateway>(setup, &m_bus, &m_control);
    connect(m_gateway.get(), &Gateway::stopped, this, [this] { Q_EMIT finished(Ended); });
    addCommands();
    const Result<quint16> port = m_gateway->start(m_config);
    if (!port)
        return fail(CannotListen, port.error().sentence);
    openControlSocket();
    printOut(announcement(m_urls, m_config));
}

/** Printed only once everything can be asked, and again whenever a change of the settings has moved the address. */
void Program::announce(const QStringList &urls)
{
    if (urls.isEmpty() || m_urls == urls)
        return;
    m_urls = urls;
    if (m_socket)
        printOut(announcement(m_urls, m_config));
}

Result<void, ConfigProblem> Program::readSettings()
{
    m_watcher = std::make_unique<ConfigWatcher>(m_setup.configFile, m_setup.environment);
    const auto reading = m_watcher->read();
    if (!reading)
        return reading.error();
    m_config = reading->config;
    tell(reading->problems);
    connect(m_watcher.get(), &ConfigWatcher::changed, this, &Program::apply);
    connect(m_watcher.get(), &ConfigWatcher::unusable, this, [this](const ConfigProblem &problem) {
        m_bus.trouble(settingsName, problem.text() + QStringLiteral(" (the settings from before stay in force)"));
    });
    return {};
}

void Program::stop()
{
    if (m_stopping)
        return;
    m_stopping = true;
    if (!m_gateway) {
        Q_EMIT finished(Ended);
        return;
    }
    m_stopLimit.start(stopLimit);
    m_socket.reset();
    m_watcher.reset();
    m_gateway->stop();
}

void Program::dismantle()
{
    m_stopLimit.stop();
    m_socket.reset();
    m_gateway.reset();
    m_watcher.reset();
    m_signals.reset();
    m_tap.reset();
    m_log.reset();
}

void Program::fail(ExitCode code, const QString &sentence)
{
    printError(sentence);
    Q_EMIT finished(code);
}

void Program::addCommands()
{
    const auto add = [this](const char *name, const char *help, auto action) {
        m_control.add({QLatin1StringView(name), {}, QString::fromUtf8(help)},
                      [action](const QJsonObject &, const Control::Answer &answer) { action(answer); });
    };
    add("quit", "End the gateway and its servers in good order.", [this](const Control::Answer &answer) {
        answer(QJsonObject());
        QMetaObject::invokeMethod(this, &Program::stop, Qt::QueuedConnection);
    });
    addSettingsCommands();
    add("settings.reload", "Read the settings file again now.",
        [this](const Control::Answer &answer) { reload(answer); });
    add("version", "Tell version, process, addresses and settings file.",
        [this](const Control::Answer &answer) { answer(version()); });
    add("help", "List the commands.", [this](const Control::Answer &answer) {
        QJsonArray list;
        for (const Command &command : m_control.commands())
            list.append(QJsonObject{{QStringLiteral("name"), command.name},
                                    {QStringLiteral("arguments"), QJsonArray::fromStringList(command.arguments)},
                                    {QStringLiteral("help"), command.help}});
        answer(QJsonObject{{QStringLiteral("commands"), list}});
    });
}

/** What leads a program that is started anew to the same settings. */
static QStringList optionsOf(const ProgramSetup &setup)
{
    QStringList options;
    if (!setup.line.configFile.isEmpty())
        options << QStringLiteral("--config") << setup.configFile;
    if (!setup.line.stateFolder.isEmpty())
        options << QStringLiteral("--state") << setup.state.path;
    return options;
}

void Program::addSettingsCommands()
{
    const QString usual = defaultConfigFile(m_setup.environment); // …/signalbox/signalbox.json
    const QString configHome = QFileInfo(QFileInfo(usual).path()).path();
    m_settingsCommands = std::make_unique<SettingsCommands>(
        &m_control, SettingsFile(m_setup.configFile, m_setup.state.file(QStringLiteral("settings-before")), m_setup.environment),
        [this](const Control::Answer &answer) { reload(answer); });
    m_desktopCommands = std::make_unique<DesktopCommands>(
        &m_control, &m_bus, Autostart(configHome, QCoreApplication::applicationFilePath(), optionsOf(m_setup)), m_setup.hasWindow);
}

void Program::openControlSocket()
{
    m_socket = std::make_unique<ControlSocket>(&m_control);
    const Result<void> listening = m_socket->listen(m_setup.state.controlSocket);
    if (!listening)
        m_bus.trouble(QStringLiteral("control socket"), listening.error().sentence);
}

void Program::apply(const Reading &reading)
{
    tell(reading.problems);
    if (!(reading.config == m_config)) {
        m_config = reading.config;
        m_gateway->apply(m_config);
    }
    Q_EMIT m_bus.settingsApplied(m_setup.configFile);
}

void Program::reload(const Control::Answer &answer)
{
    if (!m_watcher)
        return answer(Reason{QStringLiteral("the gateway is ending")});
    const auto reading = m_watcher->read();
    if (!reading) {
        m_bus.trouble(settingsName, reading.error().text());
        return answer(Reason{reading.error().text()});
    }
    apply(*reading);
    answer(QJsonObject{{QStringLiteral("problems"), textsOf(reading->problems)}});
}

void Program::tell(const QList<ConfigProblem> &problems)
{
    for (const ConfigProblem &problem : problems)
        m_bus.trouble(settingsName, problem.text());
}

/** Each once, although the bus tells them again to everyone when a new watcher comes. */
void Program::print(const TroubleFact &trouble)
{
    if (trouble.serial <= m_printed)
        return;
    m_printed = trouble.serial;
    const bool isSettings = trouble.where == settingsName; // names the file itself
    printError(isSettings ? trouble.what : trouble.where + QStringLiteral(": ") + trouble.what);
}

QJsonObject Program::version() const
{
    return {{QStringLiteral("version"), QStringLiteral(SIGNALBOX_VERSION)},
            {QStringLiteral("pid"), QCoreApplication::applicationPid()},
            {QStringLiteral("urls"), QJsonArray::fromStringList(m_urls)},
            {QStringLiteral("settings"), m_setup.configFile}};
}

} // namespace Signalbox
