// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/upstream/trial.h"

#include "core/plugin/pluginhost.h"

#include <QJsonArray>

#include <algorithm>
#include <limits>
#include <utility>

namespace Signalbox {

namespace {

constexpr int longestList = 100;
constexpr qint64 listTime = 20'000; //!< ms for the list of tools
constexpr qint64 spare = 2'000; //!< ms besides the times that others keep
constexpr qsizetype keptWords = 10;

QString startedAs(const QJsonObject &status)
{
    const qint64 pid = status.value(QStringLiteral("pid")).toInteger();
    return pid > 0 ? QStringLiteral("runs as process %1").arg(pid) : QStringLiteral("can be spoken to");
}

/** What the command of the settings stands for. */
QString foundAs(const QString &wanted, const QJsonObject &status)
{
    const QString program = status.value(QStringLiteral("command")).toString();
    const QString from = status.value(QStringLiteral("pathFrom")).toString();
    if (wanted.contains(u'/') || from.isEmpty())
        return QStringLiteral("is %1").arg(program);
    const bool isOwn = from == u"gateway";
    return QStringLiteral("is %1, found in the PATH").arg(program) + (isOwn ? QString() : QStringLiteral(" of the ") + from);
}

int timerSpan(qint64 ms)
{
    return int(std::clamp<qint64>(ms, 0, std::numeric_limits<int>::max()));
}

} // namespace

Trial::Trial(ServerConfig server, Setup setup, std::unique_ptr<Dialect> dialect, QObject *parent)
    : QObject(parent)
    , m_server(std::move(server))
    , m_setup(std::move(setup))
    , m_newDialect(std::move(dialect))
{
    m_setup.surroundings.bus = &m_bus;
    m_setup.surroundings.serverName = m_server.name;
    m_setup.surroundings.messageLimit = m_server.limits.serverMessage;
    m_setup.surroundings.depthLimit = m_server.limits.jsonDepth;
    m_setup.surroundings.stopTime = m_server.limits.stopTime;
    m_limit.setSingleShot(true);
    connect(&m_limit, &QTimer::timeout, this, &Trial::onLimit);
}

Trial::~Trial()
{
    m_phase = Phase::Over; // what is still open fails now, and is no news
    if (m_leg)
        m_leg->disconnect(this);
}

bool Trial::isGood() const
{
    return !m_hasFailed && std::ranges::all_of(m_steps, &TrialStep::ok);
}

void Trial::start()
{
    m_clock.start();
    Result<std::unique_ptr<Backend>> backend =
        m_setup.plugins->create(m_server.kind, m_server.settings, m_setup.surroundings);
    if (!backend) {
        failStep(backend.error().sentence);
        QMetaObject::invokeMethod(this, &Trial::finish, Qt::QueuedConnection);
        return;
    }
    step(QStringLiteral("Settings"), QStringLiteral("can be used, kind \"%1\"").arg(m_server.kind));
    LegSetup setup;
    setup.slug = m_server.slug;
    setup.name = m_server.name;
    setup.limits = m_server.limits;
    setup.roots = m_setup.roots;
    setup.levels = &m_levels;
    setup.tally = &m_tally;
    setup.questions.bus = &m_bus;
    m_backend = backend->get();
    // Before the leg's own connections: what is told here comes first.
    connect(m_backend, &Backend::opened, this, &Trial::onOpened);
    connect(m_backend, &Backend::closed, this, [this] {
        m_isGone = true;
        QMetaObject::invokeMethod(this, &Trial::finishIfGone, Qt::QueuedConnection);
    });
    m_dialect = m_newDialect.get();
    m_leg = std::make_unique<Leg>(std::move(setup), std::move(*backend), std::move(m_newDialect));
    connect(m_leg.get(), &Leg::ready, this, &Trial::onReady);
    connect(m_leg.get(), &Leg::lost, this, &Trial::onLost);
    m_phase = Phase::Opening;
    m_limit.start(timerSpan(m_server.limits.startTime + spare)); // the leg says it better, and first
    m_leg->open();
}

void Trial::onOpened()
{
    if (m_phase != Phase::Opening)
        return;
    const QJsonObject status = m_backend->status();
    const QString url = status.value(QStringLiteral("url")).toString();
    if (status.contains(QLatin1StringView("command"))) {
        step(QStringLiteral("Program"), foundAs(m_server.settings.value(QLatin1StringView("command")).toString(), status));
        step(QStringLiteral("Start"), startedAs(status));
    } else if (!url.isEmpty()) {
        step(QStringLiteral("Address"), QStringLiteral("is %1").arg(url));
    }
    m_phase = Phase::Greeting;
}

void Trial::onReady()
{
    const ServerIdentity &identity = m_leg->identity();
    const QString who = QStringLiteral("%1 %2").arg(QString::fromUtf8(identity.name), QString::fromUtf8(identity.version)).trimmed();
    step(QStringLiteral("Handshake"),
         QStringLiteral("answered %1: %2, protocol %3")
             .arg(QString::fromUtf8(m_dialect->hello("1", nullptr).method().toByteArray()),
                  who.isEmpty() ? QStringLiteral("a server without a name") : who,
                  QString::fromUtf8(identity.protocolVersion)));
    m_phase = Phase::Listing;
    if (!identity.can("tools")) {
        step(QStringLiteral("Tools"), QStringLiteral("has none"));
        endServer();
        return;
    }
    m_limit.start(int(listTime));
    askTools({});
}

void Trial::askTools(const QByteArray &cursor)
{
    const QByteArray params = cursor.isEmpty() ? QByteArray() : R"({"cursor":)" + jsonString(cursor) + '}';
    m_leg->request("tools/list", params, [self = QPointer<Trial>(this)](const Message &answer) {
        if (self)
            self->onTools(answer);
    });
}

void Trial::onTools(const Message &answer)
{
    if (m_phase != Phase::Listing)
        return;
    if (answer.kind() == Message::Kind::Error) {
        failStep(QString::fromUtf8(answer.errorValue()["message"].string().left(500)));
        endServer();
        return;
    }
    const JsonView list = answer.resultValue()["tools"];
    if (!list.isArray()) {
        failStep(QStringLiteral("tools/list: expected an answer with a list \"tools\"; update the server"));
        endServer();
        return;
    }
    for ([[maybe_unused]] const JsonView tool : list)
        ++m_tools;
    const QByteArray next = answer.resultValue()["nextCursor"].string();
    if (!next.isEmpty() && ++m_pages < longestList)
        return askTools(next);
    step(QStringLiteral("Tools"),
         m_tools == 1 ? QStringLiteral("lists one tool") : QStringLiteral("lists %1 tools").arg(m_tools));
    endServer();
}

void Trial::onLost(const Failure &failure)
{
    if (m_phase != Phase::Ending)
        failStep((failure.sentence.isEmpty() ? QStringLiteral("it went away without a word") : failure.sentence) + advice());
    endServer();
}

void Trial::onLimit()
{
    if (m_phase == Phase::Ending)
        return finish();
    failStep(QStringLiteral("it did not answer within %1 s").arg(double(m_limit.interval()) / 1000));
    endServer();
}

void Trial::step(const QString &what, const QString &detail)
{
    add({what, true, detail, m_clock.restart()});
}

void Trial::add(const TrialStep &step)
{
    m_steps.append(step);
    Q_EMIT stepped(step);
}

QString Trial::phaseName() const
{
    switch (m_phase) {
    case Phase::Settings:
        return QStringLiteral("Settings");
    case Phase::Opening:
        return isProgram() ? QStringLiteral("Program") : QStringLiteral("Address");
    case Phase::Greeting:
        return QStringLiteral("Handshake");
    case Phase::Listing:
        return QStringLiteral("Tools");
    case Phase::Ending:
    case Phase::Over:
        break;
    }
    return QStringLiteral("End");
}

void Trial::failStep(const QString &sentence)
{
    m_hasFailed = true;
    add({phaseName(), false, sentence, m_clock.restart()});
}

/** In good order; what does not follow is killed with the leg. */
void Trial::endServer()
{
    if (m_phase == Phase::Ending || m_phase == Phase::Over)
        return;
    m_phase = Phase::Ending;
    m_limit.start(timerSpan(2 * qint64(m_server.limits.stopTime) + spare));
    m_leg->close();
    if (m_backend)
        m_backend->close(); // the leg may be lost already
}

void Trial::tellEnd()
{
    const qint64 ms = m_clock.restart();
    const bool isSlow = isProgram() && ms >= m_server.limits.stopTime;
    QString detail = QStringLiteral("did not end when it was told to, and was killed");
    if (m_isGone && isSlow)
        detail = QStringLiteral("ended by a signal, since it stays when its input ends");
    else if (m_isGone)
        detail = QStringLiteral("ended when it was told to");
    add({QStringLiteral("End"), m_isGone, detail, ms});
}

bool Trial::isProgram() const
{
    return m_server.settings.contains(QLatin1StringView("command"));
}

/** What to do about a program that runs and says nothing. */
QString Trial::advice() const
{
    const bool isRunning = m_backend && m_backend->status().contains(QLatin1StringView("pid"));
    if (m_phase != Phase::Greeting || !isRunning)
        return {};
    return QStringLiteral(". Is it an MCP server, and told to speak over standard input and output? If it only needs longer "
                          "to start, raise limits.startTime.");
}

/** Queued, so that the leg has told what it makes of the same news. */
void Trial::finishIfGone()
{
    if (m_isGone && m_phase == Phase::Ending)
        finish();
}

void Trial::finish()
{
    if (std::exchange(m_phase, Phase::Over) == Phase::Over)
        return;
    m_limit.stop();
    if (m_backend) {
        const QJsonArray words = m_backend->status().value(QStringLiteral("stderr")).toArray();
        for (qsizetype i = std::max<qsizetype>(0, words.size() - keptWords); i < words.size(); ++i)
            m_lastWords.append(words[i].toString());
    }
    if (m_leg && !m_hasFailed)
        tellEnd();
    if (m_leg)
        m_leg->disconnect(this);
    m_leg.reset();
    Q_EMIT finished();
}

} // namespace Signalbox
