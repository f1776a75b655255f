// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/plugin/backendplugin.h"
#include "core/result.h"

#include <QByteArray>
#include <QObject>
#include <QProcess>
#include <QStringList>
#include <QTimer>

#include <functional>

namespace Signalbox {

/** A program of the desktop and its arguments; `file` is an absolute path, empty = there is none. */
struct Program
{
    QString file;
    QStringList arguments;

    bool exists() const { return !file.isEmpty(); }
    QString name() const;
    /** The first of `candidates` whose file, a bare name, is found in PATH. */
    static Program firstOf(const QList<Program> &candidates);
};

/** Makes `process` a child that never outlives the gateway: own process group, parent-death signal, tag. */
void bindToGateway(QProcess &process, const Surroundings &surroundings);
/** Makes `process` the person's own: it goes on when the gateway is gone. */
void releaseFromGateway(QProcess &process, const Surroundings &surroundings);
/** Kills the process with its children and deletes the object when they are gone, without waiting for that. */
void endSoon(QProcess *process);

/**
 * One run of a small program to its end: input in, output out, both bounded, within a time limit. Deletes itself
 * once it has told the outcome; deleting it earlier kills the program and tells nothing.
 */
class ProgramRun : public QObject
{
    Q_OBJECT

public:
    struct Limits
    {
        int time = 5000; //!< ms
        qint64 output = 1024 * 1024;
    };

    ProgramRun(const Program &program, const Surroundings &surroundings, QObject *parent);
    ~ProgramRun() override;
    void start(Limits limits);

Q_SIGNALS:
    /** Exactly once, never from inside start(): what it wrote, or why that is nothing. */
    void ended(const Signalbox::Result<QByteArray> &outcome);

private:
    void read();
    void readErrors();
    void finish();
    void tell(const Result<QByteArray> &outcome);

    Program m_program;
    QProcess *m_process;
    QTimer m_limit;
    Limits m_limits;
    QByteArray m_output;
    QByteArray m_errors;
    bool m_isOver = false;
};

} // namespace Signalbox
