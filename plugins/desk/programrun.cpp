// SPDX-License-Identifier: GPL-3.0-or-later
#include "plugins/desk/programrun.h"

#include <QFileInfo>
#include <QStandardPaths>

#include <algorithm>
#include <csignal>
#include <linux/close_range.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <unistd.h>

namespace Signalbox {

namespace {
constexpr qsizetype keptErrors = 400;

/** Runs between fork and exec: only calls that are safe in a signal handler. */
void restoreDefaults(quint64 descriptors)
{
    rlimit limit{};
    if (descriptors > 0 && getrlimit(RLIMIT_NOFILE, &limit) == 0) {
        limit.rlim_cur = std::min<rlim_t>(descriptors, limit.rlim_max);
        setrlimit(RLIMIT_NOFILE, &limit);
    }
    signal(SIGPIPE, SIG_DFL);
    sigset_t none;
    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, nullptr);
    close_range(3, ~0U, CLOSE_RANGE_CLOEXEC);
}
} // namespace

QString Program::name() const
{
    return QFileInfo(file).fileName();
}

Program Program::firstOf(const QList<Program> &candidates)
{
    for (const Program &candidate : candidates) {
        const QString file = QStandardPaths::findExecutable(candidate.file);
        if (!file.isEmpty())
            return {file, candidate.arguments};
    }
    return {};
}

void bindToGateway(QProcess &process, const Surroundings &surroundings)
{
    QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
    const qsizetype equals = surroundings.processTag.indexOf('=');
    if (equals > 0)
        environment.insert(QString::fromUtf8(surroundings.processTag.first(equals)),
                           QString::fromUtf8(surroundings.processTag.sliced(equals + 1)));
    process.setProcessEnvironment(environment);
    process.setChildProcessModifier([descriptors = surroundings.descriptorLimit] {
        setpgid(0, 0);
        prctl(PR_SET_PDEATHSIG, SIGKILL);
        restoreDefaults(descriptors);
    });
}

void releaseFromGateway(QProcess &process, const Surroundings &surroundings)
{
    process.setChildProcessModifier([descriptors = surroundings.descriptorLimit] {
        setsid();
        restoreDefaults(descriptors);
    });
}

void endSoon(QProcess *process)
{
    // ~QProcess would wait for the end of the program, so the object stays for that moment.
    process->disconnect();
    process->setParent(nullptr);
    if (process->state() == QProcess::NotRunning)
        return process->deleteLater();
    QObject::connect(process, &QProcess::finished, process, &QObject::deleteLater);
    if (process->processId() > 0)
        ::kill(-static_cast<pid_t>(process->processId()), SIGKILL);
    process->kill();
}

ProgramRun::ProgramRun(const Program &program, const Surroundings &surroundings, QObject *parent)
    : QObject(parent)
    , m_program(program)
    , m_process(new QProcess(this))
{
    bindToGateway(*m_process, surroundings);
    m_limit.setSingleShot(true);
    connect(m_process, &QProcess::readyReadStandardOutput, this, &ProgramRun::read);
    connect(m_process, &QProcess::readyReadStandardError, this, &ProgramRun::readErrors);
    connect(m_process, &QProcess::finished, this, &ProgramRun::finish);
    // Queued: a program that cannot be started says so from inside start().
    connect(
        m_process, &QProcess::errorOccurred, this,
        [this](QProcess::ProcessError error) {
            if (error == QProcess::FailedToStart)
                tell(Reason{
                    QStringLiteral("%1 could not be started: %2").arg(m_program.name(), m_process->errorString())});
        },
        Qt::QueuedConnection);
    connect(&m_limit, &QTimer::timeout, this, [this] {
        tell(Reason{QStringLiteral("%1 did not answer within %2 s").arg(m_program.name()).arg(m_limits.time / 1000.0)});
    });
}

ProgramRun::~ProgramRun()
{
    endSoon(m_process);
}

void ProgramRun::start(Limits limits)
{
    m_limits = limits;
    m_limit.start(limits.time);
    m_process->start(m_program.file, m_program.arguments, QIODevice::ReadOnly);
}

void ProgramRun::read()
{
    m_output += m_process->readAllStandardOutput();
    if (m_output.size() > m_limits.output)
        tell(Reason{QStringLiteral("%1 wrote more than %2 KiB, which is the most that is passed on")
                        .arg(m_program.name())
                        .arg(m_limits.output / 1024)});
}

void ProgramRun::readErrors()
{
    m_errors += m_process->readAllStandardError();
    m_errors = m_errors.right(keptErrors);
}

void ProgramRun::finish()
{
    read();
    m_errors += m_process->readAllStandardError().left(keptErrors);
    if (m_process->exitStatus() == QProcess::NormalExit && m_process->exitCode() == 0)
        return tell(m_output);
    const QString said = QString::fromLocal8Bit(m_errors).simplified();
    tell(Reason{QStringLiteral("%1 ended with code %2%3")
                    .arg(m_program.name())
                    .arg(m_process->exitCode())
                    .arg(said.isEmpty() ? QString() : QStringLiteral(": ") + said)});
}

void ProgramRun::tell(const Result<QByteArray> &outcome)
{
    if (m_isOver)
        return;
    m_isOver = true;
    m_limit.stop();
    deleteLater();
    Q_EMIT ended(outcome);
}

} // namespace Signalbox
