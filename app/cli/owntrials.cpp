// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/owntrials.h"

#include "app/announcement.h"
#include "app/cli/running.h"
#include "app/unixsignals.h"
#include "app/watchdog.h"
#include "core/loop/epolldispatcher.h"
#include "core/plugin/pluginhost.h"
#include "core/trials.h"

#include <QCoreApplication>

#include <csignal>
#include <optional>

namespace Signalbox {

namespace {

/** What is known is told as soon as everything before it is. */
class InOrder
{
public:
    InOrder(const QList<ServerConfig> &servers, const TrialReport &report)
        : m_servers(servers), m_report(report), m_answers(servers.size())
    {
    }

    void take(qsizetype index, const QJsonObject &answer)
    {
        m_answers[index] = answer;
        for (; m_told < m_answers.size() && m_answers[m_told]; ++m_told)
            m_report(m_servers[m_told], *m_answers[m_told]);
    }
    bool isComplete() const { return m_told == m_answers.size(); }

private:
    const QList<ServerConfig> &m_servers;
    const TrialReport &m_report;
    QList<std::optional<QJsonObject>> m_answers;
    qsizetype m_told = 0;
};

int runTrials(const QList<ServerConfig> &servers, const TrialReport &report, const QByteArray &tag, int &argc, char **argv)
{
    QCoreApplication::setEventDispatcher(new EpollDispatcher);
    QCoreApplication application(argc, argv);
    UnixSignals signals_;
    QObject::connect(&signals_, &UnixSignals::stopAsked, &application, [] { QCoreApplication::exit(128 + SIGINT); });
    PluginHost plugins{QString()};
    plugins.scan();
    Trial::Setup setup;
    setup.plugins = &plugins;
    setup.surroundings.processTag = tag;
    Trials trials(setup);
    InOrder inOrder(servers, report);
    for (qsizetype i = 0; i < servers.size(); ++i) {
        trials.test(servers[i], nullptr, [&inOrder, i](const Trial &trial) {
            inOrder.take(i, toJson(trial));
            if (inOrder.isComplete())
                QCoreApplication::exit(Ended);
        });
    }
    return servers.isEmpty() ? int(Ended) : QCoreApplication::exec();
}

} // namespace

int tryHere(const QList<ServerConfig> &servers, const TrialReport &report, int &argc, char **argv)
{
    const QByteArray tag = freshProcessTag();
    const Result<void> guarded = startWatchdog(tag);
    if (!guarded)
        return complain({Failed, guarded.error().sentence});
    if (!UnixSignals::catchThem())
        return complain({Failed, QStringLiteral("cannot catch signals: %1").arg(lastSystemError())});
    const int code = runTrials(servers, report, tag, argc, argv);
    endWatchdog();
    return code;
}

} // namespace Signalbox
