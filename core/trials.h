// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/control/control.h"
#include "core/upstream/trial.h"

#include <deque>
#include <functional>
#include <memory>
#include <vector>

namespace Signalbox {

/** Tests servers, a few at the same time; nobody who uses the gateway notices. Core thread. */
class Trials : public QObject
{
    Q_OBJECT

public:
    using Report = std::function<void(const Trial &trial)>;
    using Servers = std::function<QList<ServerConfig>()>; //!< those that have a name in the settings

    explicit Trials(Trial::Setup setup, QObject *parent = nullptr);
    ~Trials() override;

    /**
     * Adds "backend.test": {"name"} tests a server of the settings, {"name", "settings"} one as its entry in mcpServers
     * would make it; "limits" may be given with it. With a "tag" each step is told as well while the test goes on.
     */
    void addCommand(Control *control, Servers servers);
    /** `report` is called once, unless `asker` (may be null) is destroyed before: then the server is ended. */
    void test(const ServerConfig &server, QObject *asker, Report report, const QString &tag = {});
    /** Ends what runs; nobody is told. */
    void stop();

Q_SIGNALS:
    void stepped(const QString &tag, const QJsonObject &step); //!< of a test with a tag: as in its answer

private:
    struct Running
    {
        std::unique_ptr<Trial> trial;
        const QObject *asker = nullptr; //!< only compared
        Report report;
        bool isStarted = false;
    };
    void testSettings(const QString &name, const QJsonObject &arguments, const Control::Answer &answer, QObject *asker);
    void startNext();
    void onFinished(const Trial *trial);
    void forget(const QObject *asker);

    Trial::Setup m_setup;
    std::vector<Running> m_running; //!< in the order they were asked for
};

/** {"ok", "steps": [{"what", "ok", "detail", "ms"}], "lastWords": […]}; of a server with settings given also "problems". */
QJsonObject toJson(const Trial &trial);

} // namespace Signalbox
