// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/inspect.h"

#include "app/announcement.h"
#include "app/cli/answer.h"
#include "app/cli/interruption.h"
#include "app/cli/running.h"
#include "core/wire/message.h"
#include "core/wire/prettyjson.h"

#include <QJsonDocument>

#include <algorithm>

namespace Signalbox {

namespace {

constexpr int lookTime = 50; //!< seconds that the gateway may wait for a message
constexpr auto lookLimit = std::chrono::seconds(lookTime + 10);
constexpr int whoColumns = 16;
constexpr int whatColumns = 32;

/** What is longer stays whole. */
QString paddedTo(const QString &text, int columns)
{
    return text + QString(std::max(0, columns - PlainText::columns(text)), u' ');
}

QString directionText(const QJsonObject &record)
{
    const bool isInbound = textIn(record, "direction") == u"in";
    if (textIn(record, "side") == u"client")
        return isInbound ? QStringLiteral("from client") : QStringLiteral("to client");
    return isInbound ? QStringLiteral("from server") : QStringLiteral("to server");
}

QString whoText(const QJsonObject &record)
{
    if (textIn(record, "side") != u"client")
        return PlainText::tame(textIn(record, "backend"));
    const QString name = PlainText::tame(textIn(record, "who"));
    const qint64 number = numberIn(record, "client");
    if (name.isEmpty())
        return number > 0 ? QStringLiteral("client %1").arg(number) : QStringLiteral("unknown");
    return number > 0 ? QStringLiteral("%1 %2").arg(number).arg(name) : name;
}

/** Of what it is about: the name of a tool, the address of a resource, the path of a request without a message. */
QString subjectText(const QJsonObject &record, const Message &message)
{
    const JsonView name = message.name().exists() ? message.name() : message.uri();
    if (name.exists())
        return PlainText::tame(QString::fromUtf8(name.string()), 100);
    return textIn(record, "kind") == u"http" ? PlainText::tame(textIn(record, "address"), 100) : QString();
}

QString whatText(const QJsonObject &record, const Message &message)
{
    const QString method = PlainText::tame(textIn(record, "method"), 100);
    const QString kind = textIn(record, "kind");
    if (kind == u"result" || kind == u"error")
        return method.isEmpty() ? QStringLiteral("answer") : QStringLiteral("%1 answer").arg(method);
    return QStringLiteral("%1 %2").arg(method, subjectText(record, message)).trimmed();
}

QString outcomeText(const QJsonObject &record, const Message &message)
{
    const qint64 status = numberIn(record, "status");
    const QString http = status >= 400 ? QStringLiteral("HTTP %1").arg(status) : QString();
    const QString kind = textIn(record, "kind");
    if (kind == u"result" && record.value(QStringLiteral("failed")).toBool())
        return QStringLiteral("the tool failed");
    if (kind == u"result")
        return QStringLiteral("answered");
    if (kind != u"error")
        return http.isEmpty() ? http : QStringLiteral("refused, ") + http;
    if (message.kind() != Message::Kind::Error)
        return QStringLiteral("error");
    const QString said = PlainText::tame(QString::fromUtf8(message.errorValue()["message"].string()), 200);
    return QStringLiteral("error %1%2: %3").arg(message.errorCode()).arg(http.isEmpty() ? http : QStringLiteral(", ") + http, said);
}

/** As JSON writes it: the number 7 is another than the text "7". */
QString idText(const QJsonValue &id)
{
    const QString text = PlainText::tame(id.toVariant().toString(), 40);
    return id.isString() ? QStringLiteral("\"%1\"").arg(text) : text;
}

QString tookText(const QJsonObject &record, const char *key, const char *where)
{
    const QJsonValue taken = record.value(QLatin1StringView(key));
    if (taken.isUndefined())
        return {};
    return QStringLiteral("%1 %2").arg(QLatin1StringView(where), PlainText::milliseconds(double(taken.toInteger()) / 1000));
}

QString bodyText(const QJsonObject &record)
{
    const QByteArray message = textIn(record, "message").toUtf8();
    if (message.isEmpty())
        return {};
    QString text;
    const QStringList lines = PlainText::escaped(QString::fromUtf8(prettyJson(message))).split(u'\n');
    for (const QString &line : lines)
        text += QStringLiteral("    %1\n").arg(line);
    if (record.value(QStringLiteral("cut")).toBool())
        text += QStringLiteral("    … %1 in all\n").arg(PlainText::bytes(numberIn(record, "size")));
    return text;
}

QJsonObject filterOf(const CommandLine &line, const QString &backend)
{
    QJsonObject wanted;
    const auto text = [&wanted](const char *key, const QString &value) {
        if (!value.isEmpty())
            wanted.insert(QLatin1StringView(key), value);
    };
    text("backend", backend);
    text("method", line.method);
    text("id", line.id);
    if (line.session > 0)
        wanted.insert(QStringLiteral("session"), qint64(line.session));
    if (line.call > 0)
        wanted.insert(QStringLiteral("call"), qint64(line.call));
    if (line.errors)
        wanted.insert(QStringLiteral("errors"), true);
    return wanted;
}

void printMessages(const QJsonObject &answer, const CommandLine &line)
{
    const Screen screen = Screen::ofOutput();
    const qint64 missed = numberIn(answer, "missed");
    const QString gap = QStringLiteral("%1 messages were not kept, they came too fast").arg(PlainText::count(missed));
    if (missed > 0 && line.json)
        printError(gap);
    QString text = missed > 0 && !line.json ? QStringLiteral("… %1\n").arg(gap) : QString();
    const QJsonArray lines = rowsIn(answer, "lines");
    for (const QJsonValue each : lines) {
        const QString json = each.toString();
        text += line.json ? PlainText::escaped(json) + u'\n'
                          : wireText(QJsonDocument::fromJson(json.toUtf8()).object(), line.body, screen);
    }
    if (!text.isEmpty())
        printOut(text);
}

} // namespace

QString wireText(const QJsonObject &record, bool hasBody, const Screen &screen)
{
    const auto read = Message::parse(textIn(record, "message").toUtf8(), {1'024, 1});
    const Message message = read ? *read : Message();
    const QDateTime at = QDateTime::fromString(textIn(record, "time"), Qt::ISODateWithMs).toLocalTime();
    const qint64 call = numberIn(record, "call");
    const bool isBad = record.value(QStringLiteral("failed")).toBool();
    QStringList rest;
    if (record.contains(QStringLiteral("id")))
        rest.append(QStringLiteral("id ") + idText(record.value(QStringLiteral("id"))));
    rest.append(PlainText::bytes(numberIn(record, "size")));
    for (const QString &more : {tookText(record, "serverUs", "server"), tookText(record, "gatewayUs", "gateway")}) {
        if (!more.isEmpty())
            rest.append(more);
    }
    const QString end = outcomeText(record, message);
    if (!end.isEmpty())
        rest.append(screen.painted(end, isBad ? Screen::Bad : Screen::Plain));
    const QString line = screen.painted(at.toString(QStringLiteral("HH:mm:ss.zzz")), Screen::Faint) + u' '
        + paddedTo(call > 0 ? QStringLiteral("#%1").arg(call) : QStringLiteral("-"), 6) + u' ' + paddedTo(directionText(record), 11) + u' '
        + screen.painted(paddedTo(PlainText::cut(whoText(record), whoColumns), whoColumns), Screen::Heading) + u' ' + paddedTo(whatText(record, message), whatColumns) + u' '
        + rest.join(QStringLiteral(", ")) + u'\n';
    return hasBody ? line + bodyText(record) : line;
}

int inspectWire(const CommandLine &line)
{
    Result<RunningGateway, Setback> gateway = RunningGateway::find(line);
    if (!gateway)
        return complain(gateway.error());
    QString backend;
    if (!line.backend.isEmpty()) {
        const Result<QString, Setback> slug = gateway->slugOf(line.backend);
        if (!slug)
            return complain(slug.error());
        backend = *slug;
    }
    const Interruption interruption;
    gateway->interruptedBy(interruption.descriptor());
    const QString command = QStringLiteral("tap");
    QJsonObject wanted = filterOf(line, backend);
    // Of a call also what somebody else who looks has made the gateway keep.
    if (line.call > 0)
        wanted.insert(QStringLiteral("after"), 0);
    Result<QJsonObject, Setback> answer = gateway->ask(command, wanted);
    if (answer)
        printError(QStringLiteral("messages are recorded from now on; Ctrl-C ends that"));
    wanted.insert(QStringLiteral("wait"), lookTime);
    while (answer) {
        printMessages(*answer, line);
        if (interruption.came())
            return Ended;
        wanted.insert(QStringLiteral("after"), numberIn(*answer, "newest"));
        answer = gateway->ask(command, wanted, lookLimit);
    }
    return interruption.came() ? Ended : complain(answer.error());
}

} // namespace Signalbox
