// SPDX-License-Identifier: GPL-3.0-or-later
#include "plugins/stdio/childprocess.h"

#include "core/plugin/orphans.h"

#include <QUuid>

#include <csignal>
#include <cstring>

#include <linux/close_range.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

namespace Signalbox {

namespace {

constexpr int betweenSweeps = 20; // ms
constexpr int mostSweeps = 25; // half a second: what is killed and still there hangs in the kernel

/** Runs in the child between fork and exec: nothing here may allocate or lock. */
void prepareChild(const int (&ends)[3], pid_t gateway, quint64 descriptorLimit)
{
    ::setpgid(0, 0);
    ::prctl(PR_SET_PDEATHSIG, SIGTERM);
    if (::getppid() != gateway) // it died before the request took hold
        ::_exit(EXIT_FAILURE);
    for (int standard = 0; standard < 3; ++standard)
        ::dup2(ends[standard], standard);
    for (int signal = 1; signal < NSIG; ++signal)
        ::signal(signal, SIG_DFL); // an ignored SIGPIPE would be inherited
    sigset_t none;
    sigemptyset(&none);
    ::sigprocmask(SIG_SETMASK, &none, nullptr);
    rlimit limit{};
    if (descriptorLimit > 0 && ::getrlimit(RLIMIT_NOFILE, &limit) == 0) {
        limit.rlim_cur = descriptorLimit < limit.rlim_max ? descriptorLimit : limit.rlim_max;
        ::setrlimit(RLIMIT_NOFILE, &limit);
    }
    ::syscall(SYS_close_range, 3U, ~0U, unsigned(CLOSE_RANGE_CLOEXEC));
}

QString endingOf(int code, QProcess::ExitStatus status)
{
    if (status == QProcess::NormalExit)
        return QStringLiteral("exited with code %1").arg(code);
    // On Unix the exit code of a crash is the signal.
    return QStringLiteral("was ended by signal %1 (%2)").arg(code).arg(QString::fromLocal8Bit(::strsignal(code)));
}

} // namespace

ChildProcess::ChildProcess(QObject *parent)
    : QObject(parent)
{
    m_patience.setSingleShot(true);
    connect(&m_process, &QProcess::started, this, &ChildProcess::started);
    // Queued: a fork that fails reports from inside start().
    connect(&m_process, &QProcess::errorOccurred, this, &ChildProcess::onError, Qt::QueuedConnection);
    connect(&m_process, &QProcess::finished, this, &ChildProcess::onFinished);
}

ChildProcess::~ChildProcess()
{
    m_process.disconnect(this); // its destructor still reports
    if (!isRunning())
        return;
    signalAll(SIGKILL);
    forgetChild(m_stateFolder, m_mark);
}

void ChildProcess::fail(const QString &why)
{
    QMetaObject::invokeMethod(
        this, [this, why] { Q_EMIT notStarted(why); }, Qt::QueuedConnection);
}

void ChildProcess::start(const ChildPlan &plan)
{
    Pipe pipes[3];
    for (Pipe &pipe : pipes) {
        Result<Pipe> made = Pipe::create();
        if (!made)
            return fail(made.error().sentence);
        pipe = std::move(made.value());
    }
    const int ends[3] = {pipes[0].readEnd.number(), pipes[1].writeEnd.number(), pipes[2].writeEnd.number()};
    const pid_t gateway = ::getpid();
    m_process.setChildProcessModifier(
        [ends, gateway, limit = plan.descriptorLimit] { prepareChild(ends, gateway, limit); });

    m_mark = QUuid::createUuid().toByteArray(QUuid::Id128);
    m_tag = plan.tag;
    m_stateFolder = plan.stateFolder;
    QProcessEnvironment environment = plan.environment;
    environment.insert(QLatin1String(childMarkName), QString::fromLatin1(m_mark));
    const qsizetype equals = m_tag.indexOf('=');
    if (equals > 0)
        environment.insert(QString::fromUtf8(m_tag.left(equals)), QString::fromUtf8(m_tag.mid(equals + 1)));
    m_process.setProcessEnvironment(environment);
    m_process.setWorkingDirectory(plan.folder);
    m_process.setProgram(plan.program);
    m_process.setArguments(plan.arguments);
    // So that QProcess makes no pipes of its own.
    m_process.setInputChannelMode(QProcess::ForwardedInputChannel);
    m_process.setProcessChannelMode(QProcess::ForwardedChannels);

    recordChild(m_stateFolder, m_mark, m_tag, 0);
    m_process.start();
    m_id = m_process.processId();
    if (m_id > 0)
        recordChild(m_stateFolder, m_mark, m_tag, pid_t(m_id));
    m_input = std::move(pipes[0].writeEnd);
    m_output = std::move(pipes[1].readEnd);
    m_errors = std::move(pipes[2].readEnd);
}

void ChildProcess::onError(QProcess::ProcessError error)
{
    if (error != QProcess::FailedToStart)
        return;
    m_id = 0;
    forgetChild(m_stateFolder, m_mark);
    Q_EMIT notStarted(m_process.errorString());
}

int ChildProcess::signalAll(int signal)
{
    Family family;
    family.entry = std::string(childMarkName) + '=' + m_mark.toStdString();
    family.group = pid_t(m_id);
    family.ancestor = isRunning() ? pid_t(m_id) : 0; // a dead one's number may be another's
    return signalFamily(family, signal);
}

void ChildProcess::stop(int grace)
{
    if (m_isStopping || !isRunning() || m_id <= 0)
        return;
    m_isStopping = true;
    if (::kill(pid_t(-m_id), SIGTERM) != 0)
        ::kill(pid_t(m_id), SIGTERM); // not yet leader of its group
    connect(
        &m_patience, &QTimer::timeout, this, [this] { signalAll(SIGKILL); }, Qt::SingleShotConnection);
    m_patience.start(grace);
}

void ChildProcess::onFinished(int code, QProcess::ExitStatus status)
{
    m_patience.stop();
    m_patience.disconnect();
    m_ending = endingOf(code, status);
    connect(&m_patience, &QTimer::timeout, this, &ChildProcess::sweep);
    Q_EMIT exited();
    sweep();
}

/** Whatever the child left behind goes with it; told only when a look finds nobody. */
void ChildProcess::sweep()
{
    if (signalAll(SIGKILL) > 0 && ++m_sweeps < mostSweeps) {
        m_patience.start(betweenSweeps);
        return;
    }
    forgetChild(m_stateFolder, m_mark);
    m_isGone = true;
    Q_EMIT gone();
}

/** Not deleted while it runs: ~QProcess would wait for it. */
void ChildProcess::abandon(ChildProcess *child, QObject *heir)
{
    child->disconnect();
    child->setParent(heir);
    if (!child->isRunning()) {
        if (child->m_id > 0 && !child->m_isGone) {
            child->signalAll(SIGKILL);
            forgetChild(child->m_stateFolder, child->m_mark);
        }
        child->deleteLater();
        return;
    }
    child->m_patience.disconnect();
    child->signalAll(SIGKILL);
    connect(child, &ChildProcess::gone, child, &QObject::deleteLater);
    connect(child, &ChildProcess::notStarted, child, &QObject::deleteLater);
}

} // namespace Signalbox
