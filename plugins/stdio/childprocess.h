// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/plugin/pipe.h"

#include <QObject>
#include <QProcess>
#include <QTimer>

namespace Signalbox {

/** Everything that is settled before a child is started. */
struct ChildPlan
{
    QString program; //!< absolute
    QStringList arguments;
    QProcessEnvironment environment;
    QString folder;
    QByteArray tag; //!< the gateway's "NAME=value"
    QString stateFolder;
    quint64 descriptorLimit = 0;
};

/**
 * One child with all it brings forth: its own process group, a mark in its environment, a note in the state folder.
 * When it ends, or is told to, nothing of it survives. It dies with the thread that started it, so that has to be the
 * core thread. QProcess is here for the life cycle alone: the pipes are ours.
 */
class ChildProcess : public QObject
{
    Q_OBJECT

public:
    explicit ChildProcess(QObject *parent = nullptr);
    /** Waits, for a killed process, if that one has not been taken leave of: see abandon(). */
    ~ChildProcess() override;

    /** Answers started() or notStarted(), never from inside this call. */
    void start(const ChildPlan &plan);
    /** Our ends of its three pipes; to be taken once, after start(). */
    Descriptor takeInput() { return std::move(m_input); }
    Descriptor takeOutput() { return std::move(m_output); }
    Descriptor takeErrors() { return std::move(m_errors); }

    /** TERM to its group, and KILL after `grace` ms. A second call changes nothing. */
    void stop(int grace);
    /** Kills all of it now; `heir` owns this object until the system is done with it. The caller forgets it. */
    static void abandon(ChildProcess *child, QObject *heir);

    qint64 id() const { return m_id; }
    bool isRunning() const { return m_process.state() != QProcess::NotRunning; }
    /** How it ended: "exited with code 1". */
    QString ending() const { return m_ending; }

Q_SIGNALS:
    void started();
    void notStarted(const QString &why);
    void exited(); //!< the child itself is dead; what it left in its pipes can still be read
    void gone(); //!< nobody of its family is left

private:
    void fail(const QString &why);
    void onError(QProcess::ProcessError error);
    void onFinished(int code, QProcess::ExitStatus status);
    void sweep();
    int signalAll(int signal);

    QProcess m_process;
    QTimer m_patience; //!< until KILL, then between two looks for survivors
    Descriptor m_input;
    Descriptor m_output;
    Descriptor m_errors;
    QByteArray m_mark;
    QByteArray m_tag;
    QString m_stateFolder;
    QString m_ending;
    qint64 m_id = 0;
    int m_sweeps = 0;
    bool m_isStopping = false;
    bool m_isGone = false; //!< gone() was told
};

} // namespace Signalbox
