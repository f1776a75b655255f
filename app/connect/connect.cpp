// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/connect/connect.h"

#include "app/announcement.h"
#include "app/connect/bridge.h"
#include "app/connect/clientlines.h"
#include "app/connect/gatewayfinder.h"
#include "app/exitcode.h"
#include "app/unixsignals.h"
#include "core/config/configreader.h"
#include "core/config/configwatcher.h"
#include "core/config/slug.h"
#include "core/plugin/pluginhost.h"

#include <QCoreApplication>
#include <QFileInfo>
#include <QTimer>
#include <QUrl>

namespace Signalbox {

namespace {

constexpr int endLimit = 3'000; //!< ms for a gateway that does not take leave

/** Where the gateway is, and how it is reached. */
class Way : public QObject
{
public:
    Way(const CommandLine &line, Bridge *bridge)
        : m_line(line)
        , m_environment(QProcessEnvironment::systemEnvironment())
        , m_configFile(line.configFile.isEmpty() ? defaultConfigFile(m_environment)
                                                 : QFileInfo(line.configFile).absoluteFilePath())
        , m_bridge(bridge)
        , m_plugins(QString())
        , m_finder(StateFolder::locate(m_configFile, line.stateFolder, m_environment), optionsOf(line))
    {
        m_plugins.scan();
        connect(m_bridge, &Bridge::backendWanted, this, &Way::look);
        connect(&m_finder, &GatewayFinder::found, this, &Way::reach);
        connect(&m_finder, &GatewayFinder::failed, m_bridge, &Bridge::unreachable);
    }

private:
    static QStringList optionsOf(const CommandLine &line)
    {
        QStringList chosen;
        if (!line.configFile.isEmpty())
            chosen << QStringLiteral("--config") << QFileInfo(line.configFile).absoluteFilePath();
        if (!line.stateFolder.isEmpty())
            chosen << QStringLiteral("--state") << QFileInfo(line.stateFolder).absoluteFilePath();
        return chosen;
    }

    void look(bool mayStart)
    {
        if (m_line.url.isEmpty())
            m_finder.find(mayStart);
        else
            reach(m_line.url);
    }

    void reach(const QString &url)
    {
        QJsonObject settings{{QStringLiteral("type"), QStringLiteral("streamable-http")}};
        settings.insert(QStringLiteral("url"), m_line.backend.isEmpty() ? url : url + u'/' + QString::fromLatin1(slugOf(m_line.backend)));
        const QByteArray token = tokenFor();
        if (!token.isEmpty()) {
            const QString value = QStringLiteral("Bearer ") + QString::fromLatin1(token);
            settings.insert(QStringLiteral("headers"), QJsonObject{{QStringLiteral("Authorization"), value}});
        }
        Surroundings surroundings;
        surroundings.serverName = QStringLiteral("the gateway");
        Result<std::unique_ptr<Backend>> backend = m_plugins.create(QStringLiteral("http"), settings, surroundings);
        if (backend)
            m_bridge->use(std::move(*backend));
        else
            m_bridge->unreachable(backend.error().sentence);
    }

    /** What the settings demand of clients; of a gateway elsewhere only the environment knows. */
    QByteArray tokenFor() const
    {
        if (!m_line.url.isEmpty())
            return m_environment.value(QStringLiteral("SIGNALBOX_TOKEN")).toLatin1();
        ConfigWatcher settings(m_configFile, m_environment);
        const Result<Reading, ConfigProblem> reading = settings.read();
        return reading ? reading->config.token : QByteArray();
    }

    const CommandLine &m_line;
    QProcessEnvironment m_environment;
    QString m_configFile;
    Bridge *m_bridge;
    PluginHost m_plugins;
    GatewayFinder m_finder;
};

} // namespace

int connectClient(const CommandLine &line, int &argc, char **argv)
{
    if (!UnixSignals::catchThem()) {
        printError(QStringLiteral("cannot catch signals"));
        return Failed;
    }
    QCoreApplication application(argc, argv);
    QCoreApplication::setApplicationName(QStringLiteral("signalbox"));
    QCoreApplication::setApplicationVersion(QStringLiteral(SIGNALBOX_VERSION));
    UnixSignals signals_;
    Bridge bridge{Bridge::Patience()};
    Way way(line, &bridge);
    ClientLines client;
    QTimer limit;
    limit.setSingleShot(true);
    limit.setInterval(endLimit);

    QObject::connect(&client, &ClientLines::line, &bridge, &Bridge::fromClient);
    QObject::connect(&client, &ClientLines::tooLong, &bridge, &Bridge::refuseLine);
    QObject::connect(&bridge, &Bridge::toClient, &client, &ClientLines::write);
    QObject::connect(&client, &ClientLines::readsChanged, &bridge, &Bridge::setClientReads);
    QObject::connect(&bridge, &Bridge::roomChanged, &client, [&] { client.setPaused(!bridge.hasRoom()); });
    QObject::connect(&bridge, &Bridge::said, &bridge, [](const QString &sentence) { printError(sentence); });
    QObject::connect(&client, &ClientLines::saidAll, &bridge, &Bridge::finish);
    QObject::connect(&client, &ClientLines::gone, &bridge, &Bridge::end);
    QObject::connect(&signals_, &UnixSignals::stopAsked, &bridge, &Bridge::end);
    QObject::connect(&bridge, &Bridge::ending, &limit, qOverload<>(&QTimer::start));
    QObject::connect(&bridge, &Bridge::ended, &application, &QCoreApplication::quit, Qt::QueuedConnection);
    QObject::connect(&limit, &QTimer::timeout, &application, &QCoreApplication::quit);
    QMetaObject::invokeMethod(&bridge, &Bridge::start, Qt::QueuedConnection);
    client.start();
    return QCoreApplication::exec();
}

} // namespace Signalbox
