// SPDX-License-Identifier: GPL-3.0-or-later
#include "plugins/stdio/stdiobackend.h"

#include "plugins/stdio/childprocess.h"
#include "plugins/stdio/environment.h"

#include <QDir>
#include <QFileInfo>
#include <QJsonArray>
#include <QPointer>

#include <algorithm>

namespace Signalbox {

namespace {
constexpr int exitGrace = 200; // ms a server that closed its output has to exit by itself
constexpr int betweenTellings = 500; // ms
constexpr int shownErrorLines = 20;
constexpr int keptExamples = 5;
constexpr int exampleLength = 200;
} // namespace

StdioBackend::StdioBackend(const StdioSettings &settings, const Surroundings &surroundings,
                           std::shared_ptr<Household> household)
    : m_settings(settings)
    , m_surroundings(surroundings)
    , m_household(std::move(household))
    , m_reader(surroundings.messageLimit)
{
    m_patience.setSingleShot(true);
    m_telling.setSingleShot(true);
    m_telling.setInterval(betweenTellings);
    connect(&m_patience, &QTimer::timeout, this, &StdioBackend::stopChild);
    connect(&m_telling, &QTimer::timeout, this, &Backend::statusChanged);
    connect(&m_reader, &LineReader::line, this, &StdioBackend::read);
    connect(&m_reader, &LineReader::lineTooLong, this, [this] {
        ++m_tooLongLines;
        changed();
    });
    connect(&m_reader, &LineReader::ended, this, &StdioBackend::onOutputEnded);
    connect(&m_writer, &LineWriter::drained, this, &Backend::drained);
    connect(&m_writer, &LineWriter::broken, this, &StdioBackend::onPipeLost);
    connect(&m_writer, &LineWriter::finished, this, [this] { m_patience.start(m_surroundings.stopTime); });
    connect(&m_errors, &ErrorTail::grown, this, &StdioBackend::changed);
}

StdioBackend::~StdioBackend()
{
    if (m_child)
        ChildProcess::abandon(m_child, &m_household->departing);
}

void StdioBackend::open()
{
    if (m_state != State::New || m_isClosing)
        return;
    m_state = State::Locating;
    QMetaObject::invokeMethod(this, &StdioBackend::locate, Qt::QueuedConnection);
}

void StdioBackend::locate()
{
    if (m_state != State::Locating)
        return;
    const QFileInfo folder(m_settings.folder);
    if (!folder.isDir() || !folder.isExecutable())
        return fail(QStringLiteral("cwd: %1 %2")
                        .arg(m_settings.folder,
                             !folder.exists() ? QStringLiteral("does not exist. Create it or correct the setting.")
                                              : QStringLiteral("is no folder that can be entered.")));
    m_command = findCommand(m_settings, {});
    if (m_command.missing.isEmpty())
        return start();
    connect(&m_household->loginPath, &LoginPath::known, this, &StdioBackend::relocate, Qt::SingleShotConnection);
    m_household->loginPath.ask();
}

void StdioBackend::relocate()
{
    if (m_state != State::Locating)
        return;
    m_command = findCommand(m_settings, m_household->loginPath.path());
    if (m_command.program.isEmpty())
        return fail(QStringLiteral("command: \"%1\" was not found in %2. Install it, or give its full "
                                   "path.")
                        .arg(m_settings.command, m_command.path));
    start(); // a missing interpreter is told by what it fails with
}

void StdioBackend::start()
{
    const QString problem = whyNotRunnable(m_command.program);
    if (!problem.isEmpty())
        return fail(QStringLiteral("command: %1.").arg(problem));
    m_state = State::Running;
    m_child = new ChildProcess(this);
    connect(m_child, &ChildProcess::started, this, &StdioBackend::onStarted);
    connect(m_child, &ChildProcess::notStarted, this, [this](const QString &why) {
        fail(QStringLiteral("%1 could not be started: %2").arg(m_command.program, why));
    });
    connect(m_child, &ChildProcess::exited, this, &StdioBackend::onExited);
    connect(m_child, &ChildProcess::gone, this, [this] {
        m_isFamilyGone = true;
        finish();
    });
    m_child->start({m_command.program, m_settings.arguments, childEnvironment(m_settings.environment, m_command.path),
                    m_settings.folder, m_surroundings.processTag, m_surroundings.stateFolder,
                    m_surroundings.descriptorLimit});
}

void StdioBackend::onStarted()
{
    m_errors.start(m_child->takeErrors());
    m_reader.start(m_child->takeOutput());
    m_writer.start(m_child->takeInput());
    if (!m_isClosing)
        Q_EMIT opened();
}

void StdioBackend::send(const Message &message, const Route &route)
{
    if (m_state == State::Closed || m_isClosing)
        return;
    const QByteArray line = message.oneLine();
    const qint64 notBegun = route.withdraws != 0 ? m_writer.notBegun() : 0;
    if (notBegun > 0 && !m_sent.isWithin(route.withdraws, notBegun)) {
        m_sent.insert(line.size() + 1, notBegun);
        m_writer.writeFirst(line);
        return;
    }
    m_sent.add(message.isRequest() ? route.exchange : 0, line.size() + 1);
    m_writer.write(line);
}

void StdioBackend::pauseReading(bool paused)
{
    m_reader.setPaused(paused);
}

/** Standard input is closed when all is written, then TERM, then KILL, each after stopTime. */
void StdioBackend::close()
{
    if (m_isClosing || m_state == State::Closed)
        return;
    m_isClosing = true;
    if (m_state != State::Running || m_isFamilyGone) { // the latter: dead already, held back by a pause
        finishSoon();
        return;
    }
    if (!m_patience.isActive())
        m_patience.start(m_surroundings.stopTime);
    m_writer.finish();
}

void StdioBackend::stopChild()
{
    if (!m_isClosing)
        m_failure = {Failure::Broken,
                     0,
                     {},
                     QStringLiteral("%1 closed its pipe although it was still running, so it was stopped.%2")
                         .arg(m_settings.command, lastWords())};
    m_writer.stop();
    m_child->stop(m_surroundings.stopTime);
}

void StdioBackend::onOutputEnded()
{
    m_isOutputEnded = true;
    onPipeLost();
    finish();
}

/** It closed one of its pipes: no server any more, even if it lives. Most are just about to exit. */
void StdioBackend::onPipeLost()
{
    if (m_child->isRunning() && !m_patience.isActive())
        m_patience.start(exitGrace);
}

void StdioBackend::onExited()
{
    m_patience.stop();
    m_writer.freeze();
    m_errors.finish();
    if (m_failure.sentence.isEmpty())
        m_failure = {
            Failure::Broken, 0, {}, QStringLiteral("%1 %2.%3").arg(m_settings.command, m_child->ending(), lastWords())};
    m_reader.finish();
}

QString StdioBackend::lastWords() const
{
    const QStringList errors = m_errors.lines(1);
    return errors.isEmpty() ? QStringLiteral(" It wrote nothing to its error output.")
                            : QStringLiteral(" Its last words: ") + errors.first();
}

void StdioBackend::fail(const QString &what)
{
    m_failure = {Failure::Refused, 0, {}, what};
    finishSoon();
}

void StdioBackend::finishSoon()
{
    m_state = State::Ended;
    QMetaObject::invokeMethod(this, &StdioBackend::finish, Qt::QueuedConnection);
}

/** Tells closed() once: nobody of the family is left, and all it said was told or is not wanted any more. */
void StdioBackend::finish()
{
    const bool isOver =
        m_state == State::Ended || (m_state == State::Running && m_isFamilyGone && (m_isOutputEnded || m_isClosing));
    if (!isOver)
        return;
    m_state = State::Closed;
    m_reader.stop();
    m_writer.stop();
    m_patience.stop();
    m_telling.stop();
    if (giveBackUnread())
        Q_EMIT closed(m_isClosing ? Failure() : m_failure);
}

/** Requests that died in the pipe can be sent again. False if this object went with the news. */
bool StdioBackend::giveBackUnread()
{
    const QPointer<StdioBackend> self(this);
    const QList<quint64> unread = m_sent.within(m_writer.unread());
    for (const quint64 exchange : unread) {
        Q_EMIT exchangeFailed(exchange, {Failure::NotSent, 0, {}, m_failure.sentence});
        if (!self)
            return false;
    }
    return true;
}

void StdioBackend::read(const QByteArray &line)
{
    const MessageLimits limits{m_surroundings.depthLimit};
    const qsizetype first =
        std::find_if(line.begin(), line.end(), [](char c) { return c != ' ' && c != '\t'; }) - line.begin();
    if (line.at(first) == '[')
        return readBatch(line);
    const Result<Message, Fault> message = Message::parse(line, limits);
    if (message)
        Q_EMIT received(*message, Origin());
    else
        skip(line, message.error().sentence);
}

/** Servers of 2025-03-26 may put several messages into one line. */
void StdioBackend::readBatch(const QByteArray &line)
{
    const auto elements = Message::split(line, MessageLimits{m_surroundings.depthLimit});
    if (!elements)
        return skip(line, elements.error().sentence);
    const QPointer<StdioBackend> self(this);
    for (const Result<Message, Fault> &element : *elements) {
        if (element)
            Q_EMIT received(*element, Origin());
        else
            skip(line, element.error().sentence);
        if (!self || m_state == State::Closed)
            return;
    }
}

void StdioBackend::skip(const QByteArray &line, const QString &why)
{
    ++m_skippedLines;
    if (m_skippedExamples.size() < keptExamples)
        m_skippedExamples.append(QStringLiteral("%1 (%2)").arg(QString::fromUtf8(line.left(exampleLength)), why));
    changed();
}

void StdioBackend::changed()
{
    if (!m_telling.isActive())
        m_telling.start();
}

qint64 StdioBackend::process() const
{
    return m_child && m_child->isRunning() ? m_child->id() : 0;
}

QJsonObject StdioBackend::status() const
{
    QJsonObject status{
        {QStringLiteral("command"), m_command.program.isEmpty() ? m_settings.command : m_command.program},
        {QStringLiteral("cwd"), m_settings.folder}};
    if (m_child && m_child->isRunning())
        status.insert(QStringLiteral("pid"), m_child->id());
    if (!m_command.path.isEmpty()) {
        status.insert(QStringLiteral("path"), m_command.path);
        status.insert(QStringLiteral("pathFrom"), m_command.pathOrigin);
    }
    const QStringList errors = m_errors.lines(shownErrorLines);
    if (!errors.isEmpty())
        status.insert(QStringLiteral("stderr"), QJsonArray::fromStringList(errors));
    if (m_skippedLines > 0) {
        status.insert(QStringLiteral("skippedLines"), qint64(m_skippedLines));
        status.insert(QStringLiteral("skippedExamples"), QJsonArray::fromStringList(m_skippedExamples));
    }
    if (m_tooLongLines > 0)
        status.insert(QStringLiteral("tooLongLines"), qint64(m_tooLongLines));
    return status;
}

} // namespace Signalbox
