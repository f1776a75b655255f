// SPDX-License-Identifier: GPL-3.0-or-later
#include "plugins/desk/clipboardholder.h"

namespace Signalbox {

namespace {
// These programs say nothing when they have the clipboard; one that cannot get it ends at once with an error.
constexpr int graceTime = 300;
constexpr qsizetype keptComplaint = 400;
} // namespace

ClipboardHolder::ClipboardHolder(const Program &program, const Surroundings &surroundings, QObject *parent)
    : QObject(parent)
    , m_program(program)
    , m_process(new QProcess(this))
{
    bindToGateway(*m_process, surroundings);
    m_process->setStandardOutputFile(QProcess::nullDevice());
    connect(m_process, &QProcess::readyReadStandardError, this, &ClipboardHolder::readErrors);
    connect(m_process, &QProcess::finished, this, &ClipboardHolder::finish);
    // Both only once the program has all of the text.
    connect(m_process, &QProcess::bytesWritten, this, [this] {
        if (m_process->bytesToWrite() == 0 && !m_isTold)
            m_grace.start(graceTime);
    });
    connect(&m_grace, &QTimer::timeout, this, [this] { tell({}); });
    connect(
        m_process, &QProcess::errorOccurred, this,
        [this](QProcess::ProcessError error) {
            if (error == QProcess::FailedToStart)
                tell(QStringLiteral("%1 could not be started: %2").arg(m_program.name(), m_process->errorString()));
        },
        Qt::QueuedConnection);
    m_grace.setSingleShot(true);
}

ClipboardHolder::~ClipboardHolder()
{
    endSoon(m_process);
}

void ClipboardHolder::hold(const QByteArray &text)
{
    m_process->start(m_program.file, m_program.arguments);
    m_process->write(text);
    m_process->closeWriteChannel();
    if (text.isEmpty())
        m_grace.start(graceTime);
}

void ClipboardHolder::finish()
{
    readErrors();
    // A program that goes to the background by itself ends well and has the clipboard, too.
    if (m_process->exitStatus() == QProcess::NormalExit && m_process->exitCode() == 0)
        return tell({});
    const QString said = QString::fromLocal8Bit(m_errors).simplified();
    tell(QStringLiteral("%1 could not take the clipboard%2")
             .arg(m_program.name(), said.isEmpty() ? QString() : QStringLiteral(": ") + said));
}

void ClipboardHolder::readErrors()
{
    m_errors = (m_errors + m_process->readAllStandardError()).right(keptComplaint);
}

void ClipboardHolder::tell(const QString &problem)
{
    if (std::exchange(m_isTold, true))
        return;
    m_grace.stop();
    if (problem.isEmpty())
        Q_EMIT held();
    else
        Q_EMIT failed(problem);
}

} // namespace Signalbox
