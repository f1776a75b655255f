// SPDX-License-Identifier: GPL-3.0-or-later
#include "plugins/desk/opener.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QProcess>
#include <QTimer>

namespace Signalbox {

namespace {

constexpr int launchTime = 3000; // a launcher that still runs then is the program itself

bool hasDisplay()
{
    return !qEnvironmentVariableIsEmpty("WAYLAND_DISPLAY") || !qEnvironmentVariableIsEmpty("DISPLAY");
}

/** Executable alone says little: on some file systems everything is. */
bool startsLikeProgram(const QString &path)
{
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly | QIODevice::Unbuffered))
        return true;
    const QByteArray head = file.read(4);
    return head.startsWith("#!")
        || head.startsWith("\x7f"
                           "ELF")
        || head.startsWith("MZ");
}

/** Opening these runs them, or installs something, on one desktop or another. */
bool isProgram(const QFileInfo &file)
{
    static const QStringList suffixes =
        QStringLiteral("desktop appimage jar exe msi run sh flatpakref deb rpm").split(QLatin1Char(' '));
    if (!file.isFile())
        return false;
    return suffixes.contains(file.suffix().toLower()) || (file.isExecutable() && startsLikeProgram(file.filePath()));
}

Result<QUrl> acceptFile(const QString &path)
{
    const bool hasNull = path.contains(QChar::Null);
    const QFileInfo file(hasNull ? QString() : QFileInfo(path).canonicalFilePath());
    if (!file.exists() || !file.isReadable())
        return Reason{QStringLiteral("There is no file or folder %1 that could be read.").arg(path.left(200))};
    if (!file.isFile() && !file.isDir())
        return Reason{QStringLiteral("%1 is neither a file nor a folder.").arg(path.left(200))};
    if (isProgram(file))
        return Reason{QStringLiteral("%1 is a program. Programs are not opened, because that would run them.")
                          .arg(path.left(200))};
    return QUrl::fromLocalFile(file.filePath());
}

} // namespace

Opener::Opener(ServiceWatch &services, const Surroundings &surroundings, QObject *parent)
    : QObject(parent)
    , m_services(services)
    , m_surroundings(surroundings)
{
    if (hasDisplay())
        m_launcher = Program::firstOf({{QStringLiteral("xdg-open"), {}}});
}

Tool Opener::tool()
{
    return {
        "open",
        QStringLiteral("Open a page or a file"),
        QStringLiteral("Shows something to the person at this computer with their own programs: a web page, a mail to "
                       "be written, a file or a folder. Programs are not opened."),
        R"({"type":"object","properties":{
"target":{"type":"string","minLength":1,"maxLength":8000,
"description":"An http, https, mailto or file URL, or the absolute path of an existing file or folder"}},
"required":["target"],"additionalProperties":false})",
        {{QStringLiteral("readOnlyHint"), false},
         {QStringLiteral("destructiveHint"), false},
         {QStringLiteral("idempotentHint"), true},
         {QStringLiteral("openWorldHint"), true}}};
}

bool Opener::hasPortal() const
{
    // A portal that would have to be started needs a desktop to start in.
    const QString portal = PortalRequest::service();
    return m_services.isRunning(portal) || (m_services.isStartable(portal) && hasDisplay());
}

bool Opener::isPossible() const
{
    return hasPortal() || m_launcher.exists();
}

Result<QUrl> Opener::accept(const QString &target)
{
    if (target.startsWith(QLatin1Char('/')))
        return acceptFile(target);
    if (target == QLatin1String("~") || target.startsWith(QLatin1String("~/")))
        return acceptFile(QDir::homePath() + target.mid(1));
    const QUrl url(target, QUrl::StrictMode);
    if (!url.isValid() || url.isRelative())
        return Reason{
            QStringLiteral("arguments.target: expected a URL or an absolute path, got %1").arg(target.left(200))};
    if (url.isLocalFile() && url.host().isEmpty())
        return acceptFile(url.toLocalFile());
    const bool isWeb = url.scheme() == QLatin1String("http") || url.scheme() == QLatin1String("https");
    if ((isWeb && !url.host().isEmpty()) || url.scheme() == QLatin1String("mailto"))
        return url;
    return Reason{
        QStringLiteral("arguments.target: expected an http, https, mailto or file URL, got %1").arg(target.left(200))};
}

void Opener::open(std::shared_ptr<ToolCall> call)
{
    const Result<QUrl> url = accept(call->text("target"));
    if (!url)
        return call->finish(ToolResult::failed(url.error().sentence));
    if (!hasPortal())
        return launch(call, *url);
    auto *request = new PortalRequest(m_services.bus(), this);
    connect(request, &PortalRequest::ended, this,
            [this, call, url = *url](PortalRequest::Outcome outcome, const QString &reason) {
                portalEnded(call, url, outcome, reason);
            });
    request->open(*url);
}

void Opener::portalEnded(const std::shared_ptr<ToolCall> &call, const QUrl &url, PortalRequest::Outcome outcome,
                         const QString &reason)
{
    switch (outcome) {
    case PortalRequest::Opened:
        return call->finish({QStringLiteral("It is open."), {}, false});
    case PortalRequest::Asked:
        return call->finish({QStringLiteral("The desktop was asked to open it and has not said more yet."), {}, false});
    case PortalRequest::Dismissed:
        return call->finish(ToolResult::failed(QStringLiteral("The person at this computer did not want to open it.")));
    case PortalRequest::Failed:
        return call->finish(ToolResult::failed(QStringLiteral("The desktop could not open it.")));
    case PortalRequest::Unavailable:
        break;
    }
    if (m_launcher.exists() && !call->isOver())
        return launch(call, url);
    call->finish(ToolResult::failed(QStringLiteral("The desktop could not be asked to open it: %1").arg(reason)));
}

void Opener::launch(const std::shared_ptr<ToolCall> &call, const QUrl &url)
{
    // What it starts belongs to the person: no parent, so that neither this object nor the gateway takes it down.
    auto *process = new QProcess;
    releaseFromGateway(*process, m_surroundings);
    process->setStandardInputFile(QProcess::nullDevice());
    process->setStandardOutputFile(QProcess::nullDevice());
    process->setStandardErrorFile(QProcess::nullDevice());
    const QString name = m_launcher.name();
    connect(process, &QProcess::finished, process, [process, call, name](int code, QProcess::ExitStatus status) {
        process->deleteLater();
        if (code == 0 && status == QProcess::NormalExit)
            return call->finish({QStringLiteral("It is open."), {}, false});
        call->finish(ToolResult::failed(QStringLiteral("%1 could not open it (code %2).").arg(name).arg(code)));
    });
    connect(process, &QProcess::errorOccurred, process, [process, call, name](QProcess::ProcessError error) {
        if (error != QProcess::FailedToStart)
            return;
        process->deleteLater();
        call->finish(ToolResult::failed(QStringLiteral("%1 could not be started.").arg(name)));
    });
    QTimer::singleShot(launchTime, process, [call] { call->finish({QStringLiteral("It is open."), {}, false}); });
    process->start(m_launcher.file, {QString::fromLatin1(url.toEncoded())});
}

} // namespace Signalbox
