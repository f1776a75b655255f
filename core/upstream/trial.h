// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/bus/bus.h"
#include "core/config/config.h"
#include "core/plugin/backendplugin.h"
#include "core/upstream/dialect.h"
#include "core/upstream/leg.h"
#include "core/upstream/loglevels.h"
#include "core/upstream/tally.h"

#include <QElapsedTimer>
#include <QObject>
#include <QPointer>
#include <QTimer>

#include <memory>

namespace Signalbox {

class PluginHost;

/** One thing that was tried, in words for a person. */
struct TrialStep
{
    QString what; //!< "Program", "Handshake", …
    bool ok = false;
    QString detail; //!< what was found, or what is wrong and what to do; parts of it may be untrusted
    qint64 ms = 0; //!< that it took
};

/**
 * Tests one server in a connection, and a process, of its own: finds it, starts it, introduces itself, asks for its
 * tools and ends it. Nobody else notices. When it is finished its process is gone. Core thread.
 */
class Trial : public QObject
{
    Q_OBJECT

public:
    struct Setup
    {
        PluginHost *plugins = nullptr; //!< outlives the trial
        Surroundings surroundings;
        QByteArray roots = "[]";
    };

    Trial(ServerConfig server, Setup setup, std::unique_ptr<Dialect> dialect, QObject *parent = nullptr);
    ~Trial() override;

    /** Answers finished(), never from inside this call. */
    void start();

    const QList<TrialStep> &steps() const { return m_steps; }
    bool isGood() const;
    /** The last lines that the server wrote to its error output; untrusted. */
    const QStringList &lastWords() const { return m_lastWords; }

Q_SIGNALS:
    void stepped(const Signalbox::TrialStep &step);
    void finished();

private:
    enum class Phase { Settings, Opening, Greeting, Listing, Ending, Over };

    void onOpened();
    void onReady();
    void askTools(const QByteArray &cursor);
    void onTools(const Message &answer);
    void onLost(const Failure &failure);
    void onLimit();
    void step(const QString &what, const QString &detail);
    void add(const TrialStep &step);
    void failStep(const QString &sentence);
    void endServer();
    void finishIfGone();
    void finish();
    void tellEnd();
    QString phaseName() const;
    bool isProgram() const;
    QString advice() const;

    ServerConfig m_server;
    Setup m_setup;
    std::unique_ptr<Dialect> m_newDialect; //!< until there is a leg
    const Dialect *m_dialect = nullptr; //!< owned by the leg
    Bus m_bus; //!< of its own: what happens here concerns nobody else
    LogLevels m_levels;
    Tally m_tally;
    std::unique_ptr<Leg> m_leg;
    QPointer<Backend> m_backend;
    QList<TrialStep> m_steps;
    QStringList m_lastWords;
    QElapsedTimer m_clock; //!< since the last step
    QTimer m_limit;
    Phase m_phase = Phase::Settings;
    qsizetype m_tools = 0;
    int m_pages = 0;
    bool m_isGone = false; //!< the backend has closed
    bool m_hasFailed = false;
};

} // namespace Signalbox
