// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/clients.h"

#include "app/announcement.h"
#include "app/exitcode.h"
#include "core/clients/foundservers.h"
#include "core/config/configreader.h"
#include "core/config/statefolder.h"
#include "core/control/controlclient.h"

#include <QFile>
#include <QFileInfo>
#include <QJsonArray>
#include <QJsonDocument>

#include <algorithm>
#include <array>
#include <cstdio>

#include <unistd.h>

namespace Signalbox {

namespace {

/** Names in other people's files may hold anything; a terminal would obey. */
QString harmless(const QString &text)
{
    QString result;
    for (const QChar c : text.left(500)) {
        const bool isOdd = c.category() == QChar::Other_Control || c.category() == QChar::Other_Format;
        result += isOdd ? QChar(u'?') : c;
    }
    return result;
}

int complainOf(const QString &sentence, ExitCode code = Failed)
{
    printError(harmless(sentence));
    return code;
}

/** Everything that is needed, found once. */
struct ClientsDesk
{
    Instance instance;
    Clients clients;
};

Result<ClientsDesk> openClientsDesk(const CommandLine &line)
{
    const QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
    const QString settings =
        line.configFile.isEmpty() ? defaultConfigFile(environment) : QFileInfo(line.configFile).absoluteFilePath();
    const StateFolder state = StateFolder::locate(settings, line.stateFolder, environment);
    QString url;
    Result<ControlClient> running = ControlClient::connectTo(state.controlSocket);
    if (running) {
        const auto answer = running->ask(QStringLiteral("version"), {}, std::chrono::seconds(2));
        if (answer)
            url = answer->value(QStringLiteral("urls")).toArray().at(0).toString();
    }
    const Instance instance{settings, state.path, environment};
    const Result<Door> door = Door::of(instance, url, QFile::symLinkTarget(QStringLiteral("/proc/self/exe")));
    if (!door)
        return door.error();
    return ClientsDesk{instance, Clients(*door, instance)};
}

QString wordFor(const ClientState &client)
{
    static const std::array words = {QStringLiteral("not connected"), QStringLiteral("connected"),
                                     QStringLiteral("out of date"), QStringLiteral("other entry"),
                                     QStringLiteral("unusable")};
    if (!client.isInstalled)
        return QStringLiteral("not installed");
    return words.at(size_t(client.state));
}

QJsonObject jsonOf(const ClientState &client)
{
    return {{QStringLiteral("id"), client.id},
            {QStringLiteral("name"), client.name},
            {QStringLiteral("file"), client.file},
            {QStringLiteral("installed"), client.isInstalled},
            {QStringLiteral("state"), wordFor(client)},
            {QStringLiteral("connected"), client.state == ClientState::Connected},
            {QStringLiteral("sentence"), client.sentence},
            {QStringLiteral("canUndo"), client.canUndo},
            {QStringLiteral("servers"), QJsonArray::fromStringList(client.servers)}};
}

int listClients(const ClientsDesk &desk, const CommandLine &line)
{
    QJsonArray known;
    QString text;
    for (const ClientState &client : desk.clients.list()) {
        known.append(jsonOf(client));
        text += QStringLiteral("%1 %2 %3\n").arg(client.id, -15).arg(wordFor(client), -14).arg(harmless(client.file));
        if (!client.sentence.isEmpty())
            text += QStringLiteral("%1 %2\n").arg(QString(), -15).arg(harmless(client.sentence));
        if (!client.servers.isEmpty())
            text += QStringLiteral("%1 has itself: %2\n")
                        .arg(QString(), -15)
                        .arg(harmless(client.servers.join(QStringLiteral(", "))));
    }
    if (line.json)
        text = QString::fromUtf8(QJsonDocument(QJsonObject{{QStringLiteral("clients"), known}}).toJson());
    printOut(text);
    return Ended;
}

void showChange(const QString &sentence, const QList<DiffLine> &preview)
{
    QString text = harmless(sentence) + u'\n';
    for (const DiffLine &one : preview)
        text += QStringLiteral("  ") + harmless(one.written()) + u'\n';
    printOut(text);
}

/** Whether it may be written; says so if not. */
bool isWanted(const CommandLine &line)
{
    if (line.yes)
        return true;
    if (::isatty(STDIN_FILENO) == 0) {
        printOut(QStringLiteral("Nothing is written yet; add --yes to do it.\n"));
        return false;
    }
    printOut(QStringLiteral("Do it? [y/N] "));
    std::array<char, 64> answer = {};
    const bool isYes = std::fgets(answer.data(), int(answer.size()), stdin) && (answer[0] == 'y' || answer[0] == 'Y');
    if (!isYes)
        printOut(QStringLiteral("Nothing was written.\n"));
    return isYes;
}

int changeFiles(const ClientsDesk &desk, const CommandLine &line, bool isConnecting)
{
    QStringList names = line.words.mid(1);
    if (names.isEmpty())
        return complainOf(QStringLiteral("say which client; signalbox clients list has their names"), WrongUsage);
    if (names == QStringList{QStringLiteral("all")}) {
        names.clear();
        for (const ClientState &client : desk.clients.list()) {
            if (isConnecting ? client.isInstalled : client.canUndo)
                names << client.id;
        }
    }
    int code = Ended;
    for (const QString &name : std::as_const(names)) {
        const Result<ClientChange> planned =
            isConnecting ? desk.clients.connecting(name, line.replace) : desk.clients.undoing(name);
        if (!planned) {
            code = complainOf(planned.error().sentence);
            continue;
        }
        showChange(planned->sentence, planned->preview);
        if (planned->isNothing() || !isWanted(line))
            continue;
        const Result<void> done = desk.clients.carryOut(*planned);
        if (done)
            printOut(QStringLiteral("Done. %1\n").arg(planned->afterwards));
        else
            code = complainOf(done.error().sentence);
    }
    return code;
}

int connectThem(const ClientsDesk &desk, const CommandLine &line)
{
    return changeFiles(desk, line, true);
}

int undoThem(const ClientsDesk &desk, const CommandLine &line)
{
    return changeFiles(desk, line, false);
}

void listFound(const QList<FoundServer> &found)
{
    QString text;
    for (const FoundServer &server : found) {
        const QString note = server.isThere ? QStringLiteral("is there already") : server.hindrance;
        text += QStringLiteral("%1 %2 (%3)%4\n")
                    .arg(harmless(server.name), -20)
                    .arg(harmless(server.summary), server.clients.join(QStringLiteral(", ")),
                         note.isEmpty() ? QString() : QStringLiteral(": ") + harmless(note));
    }
    printOut(found.isEmpty()
                 ? QStringLiteral("No client has servers of its own.\n")
                 : text + QStringLiteral("\nTake them over with: signalbox clients import NAME..., or all\n"));
}

int importThem(const ClientsDesk &desk, const CommandLine &line)
{
    const ServerImport import(desk.clients, desk.instance);
    const Result<QList<FoundServer>> found = import.find();
    if (!found)
        return complainOf(found.error().sentence);
    QStringList names = line.words.mid(1);
    if (names.isEmpty()) {
        listFound(*found);
        return Ended;
    }
    if (names == QStringList{QStringLiteral("all")}) {
        names.clear();
        for (const FoundServer &server : *found) {
            if (server.hindrance.isEmpty() && !server.isThere)
                names << server.name;
        }
    }
    const Result<ImportChange> planned = import.importing(names);
    if (!planned)
        return complainOf(planned.error().sentence);
    showChange(planned->sentence, planned->preview);
    if (!planned->willBe || !isWanted(line))
        return Ended;
    const Result<void> done = import.carryOut(*planned);
    if (!done)
        return complainOf(done.error().sentence);
    printOut(QStringLiteral("Done. A gateway that runs has them within a second.\n"));
    return Ended;
}

struct ClientsAction
{
    const char *name;
    int (*run)(const ClientsDesk &desk, const CommandLine &line);
};
constexpr ClientsAction clientsActions[] = {
    {"list", listClients}, {"connect", connectThem}, {"undo", undoThem}, {"import", importThem}};

} // namespace

int clientsCommand(const CommandLine &line)
{
    const QString name = line.words.value(0, QStringLiteral("list"));
    const auto *const action = std::ranges::find_if(
        clientsActions, [&](const ClientsAction &each) { return name == QLatin1StringView(each.name); });
    if (action == std::end(clientsActions))
        return complainOf(QStringLiteral("expected list, connect, undo or import; got \"%1\"").arg(name), WrongUsage);
    const Result<ClientsDesk> desk = openClientsDesk(line);
    if (!desk)
        return complainOf(desk.error().sentence, SettingsUnusable);
    return action->run(*desk, line);
}

} // namespace Signalbox
