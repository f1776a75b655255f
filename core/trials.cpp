// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/trials.h"

#include "core/config/configreader.h"
#include "core/upstream/eitherdialect.h"
#include "core/upstream/legacy/legacydialect.h"
#include "core/upstream/modern/moderndialect.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QProcessEnvironment>

#include <algorithm>

namespace Signalbox {

namespace {

constexpr int mostTrials = 8; //!< at the same time

/** The one that is begun with everywhere: what else a server knows is found out as it is for everybody. */
std::unique_ptr<Dialect> dialectFor(const ServerConfig &server)
{
    using Generations = ServerConfig::Generations;
    const bool isOlder = server.settings.value(QLatin1StringView("type")).toString() == u"sse";
    if (server.generations == Generations::Legacy || isOlder)
        return std::make_unique<LegacyDialect>();
    if (server.generations == Generations::Modern)
        return std::make_unique<ModernDialect>();
    const EitherDialect::Choice choice{[] { return std::make_unique<LegacyDialect>(); },
                                       [] { return std::make_unique<ModernDialect>(); }, 0, 0};
    return std::make_unique<EitherDialect>(choice, std::make_shared<Finding>());
}

QJsonObject answerOf(bool ok, const QJsonArray &steps, const QStringList &lastWords)
{
    return {{QStringLiteral("ok"), ok},
            {QStringLiteral("steps"), steps},
            {QStringLiteral("lastWords"), QJsonArray::fromStringList(lastWords)}};
}

QJsonObject toJson(const TrialStep &step)
{
    return {{QStringLiteral("what"), step.what},
            {QStringLiteral("ok"), step.ok},
            {QStringLiteral("detail"), step.detail},
            {QStringLiteral("ms"), step.ms}};
}

/** The same words as for the file. */
Reading readAlone(const QString &name, const QJsonObject &settings, const QJsonObject &limits)
{
    QJsonObject file{{QStringLiteral("mcpServers"), QJsonObject{{name, settings}}}};
    if (!limits.isEmpty())
        file.insert(QStringLiteral("limits"), limits);
    const auto reading =
        parseConfig(QJsonDocument(file).toJson(), QStringLiteral("settings"), QProcessEnvironment::systemEnvironment());
    return reading ? *reading : Reading{{}, {reading.error()}};
}

QJsonArray sentences(const QList<ConfigProblem> &problems)
{
    QJsonArray all;
    for (const ConfigProblem &problem : problems)
        all.append(problem.path.isEmpty() ? problem.sentence : problem.path + QStringLiteral(": ") + problem.sentence);
    return all;
}

QString tagIn(const QJsonObject &arguments)
{
    return arguments.value(QLatin1StringView("tag")).toString();
}

Result<ServerConfig> named(const QString &name, const QList<ServerConfig> &servers)
{
    QStringList known;
    for (const ServerConfig &server : servers) {
        if (server.name == name || server.slug == name.toUtf8())
            return server;
        known.append(server.name);
    }
    return Reason{QStringLiteral("name: expected one of %1; got \"%2\"").arg(known.join(QStringLiteral(", ")), name)};
}

} // namespace

QJsonObject toJson(const Trial &trial)
{
    QJsonArray steps;
    for (const TrialStep &step : trial.steps())
        steps.append(toJson(step));
    return answerOf(trial.isGood(), steps, trial.lastWords());
}

Trials::Trials(Trial::Setup setup, QObject *parent) : QObject(parent), m_setup(std::move(setup)) { }

Trials::~Trials() = default;

void Trials::addCommand(Control *control, Servers servers)
{
    const auto run = [this, servers = std::move(servers)](const QJsonObject &arguments, const Control::Answer &answer, QObject *asker) {
        const QString name = arguments.value(QStringLiteral("name")).toString();
        if (arguments.contains(QLatin1StringView("settings")))
            return testSettings(name, arguments, answer, asker);
        const Result<ServerConfig> server = named(name, servers());
        if (!server)
            return answer(server.error());
        test(*server, asker, [answer](const Trial &trial) { answer(toJson(trial)); }, tagIn(arguments));
    };
    control->addLong({QStringLiteral("backend.test"), {QStringLiteral("name")},
                      QStringLiteral("Try a backend in a connection of its own and tell each step")},
                     run);
}

void Trials::testSettings(const QString &name, const QJsonObject &arguments, const Control::Answer &answer, QObject *asker)
{
    const Reading reading = readAlone(name, arguments.value(QStringLiteral("settings")).toObject(),
                                      arguments.value(QStringLiteral("limits")).toObject());
    const QJsonArray problems = sentences(reading.problems);
    const auto report = [answer, problems](QJsonObject result) {
        result.insert(QStringLiteral("problems"), problems);
        answer(result);
    };
    if (!reading.config.servers.isEmpty()) {
        test(reading.config.servers.first(), asker, [report](const Trial &trial) { report(toJson(trial)); }, tagIn(arguments));
        return;
    }
    const QString detail = problems.isEmpty() ? QStringLiteral("give the server a name") : problems.first().toString();
    report(answerOf(false, {toJson(TrialStep{QStringLiteral("Settings"), false, detail, 0})}, {}));
}

void Trials::test(const ServerConfig &server, QObject *asker, Report report, const QString &tag)
{
    auto trial = std::make_unique<Trial>(server, m_setup, dialectFor(server));
    if (!tag.isEmpty())
        connect(trial.get(), &Trial::stepped, this, [this, tag](const TrialStep &step) { Q_EMIT stepped(tag, toJson(step)); });
    connect(trial.get(), &Trial::finished, this, [this, raw = trial.get()] { onFinished(raw); });
    m_running.push_back({std::move(trial), asker, std::move(report)});
    if (asker)
        connect(asker, &QObject::destroyed, this, &Trials::forget, Qt::UniqueConnection);
    startNext();
}

void Trials::startNext()
{
    auto started = std::ranges::count_if(m_running, &Running::isStarted);
    for (Running &each : m_running) {
        if (started >= mostTrials)
            return;
        if (each.isStarted)
            continue;
        each.isStarted = true;
        ++started;
        each.trial->start();
    }
}

void Trials::onFinished(const Trial *trial)
{
    const auto found = std::ranges::find_if(m_running, [trial](const Running &each) { return each.trial.get() == trial; });
    if (found == m_running.end())
        return;
    Running done = std::move(*found);
    m_running.erase(found);
    startNext();
    done.report(*done.trial);
    done.trial.release()->deleteLater(); // it is telling this
}

void Trials::forget(const QObject *asker)
{
    std::erase_if(m_running, [asker](const Running &each) { return each.asker == asker; });
    startNext();
}

void Trials::stop()
{
    m_running.clear();
}

} // namespace Signalbox
