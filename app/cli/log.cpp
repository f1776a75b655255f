// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/log.h"

#include "app/announcement.h"
#include "app/cli/answer.h"
#include "app/cli/running.h"

#include <algorithm>
#include <limits>

namespace Signalbox {

namespace {

constexpr int pollTime = 50; //!< seconds that the gateway may wait for news
constexpr auto pollLimit = std::chrono::seconds(pollTime + 10);
constexpr int sourceColumns = 16;

Screen::Style styleOfLine(const QJsonObject &line)
{
    if (line.value(QStringLiteral("bad")).toBool())
        return Screen::Bad;
    return textIn(line, "level") == u"warning" ? Screen::Warning : Screen::Plain;
}

void print(const QJsonObject &answer, const CommandLine &line, qsizetype most)
{
    const Screen screen = Screen::ofOutput();
    const QDateTime now = QDateTime::currentDateTimeUtc();
    const QJsonArray lines = rowsIn(answer, "lines");
    QString text;
    if (const qint64 missed = numberIn(answer, "missed"); missed > 0 && !line.json)
        text += QStringLiteral("… %1 lines were not kept, too much happened at once\n").arg(PlainText::count(missed));
    for (qsizetype i = std::max<qsizetype>(0, lines.size() - most); i < lines.size(); ++i) {
        const QJsonObject each = lines[i].toObject();
        text += line.json ? PlainText::json(each, true) : logLine(each, screen, now);
    }
    if (!text.isEmpty())
        printOut(text);
}

} // namespace

QString logLine(const QJsonObject &line, const Screen &screen, const QDateTime &now)
{
    const QString level = PlainText::tame(textIn(line, "level"));
    const QString source = PlainText::cut(PlainText::tame(textIn(line, "source")), sourceColumns);
    const QString blanks(sourceColumns - PlainText::columns(source) + 1, u' ');
    const QString text = PlainText::tame(textIn(line, "text"), 4'000);
    return screen.painted(PlainText::moment(textIn(line, "at"), now), Screen::Faint) + u' '
        + screen.painted(source, Screen::Heading) + blanks
        + screen.painted(level.isEmpty() ? text : QStringLiteral("%1: %2").arg(level, text), styleOfLine(line)) + u'\n';
}

int showLog(const CommandLine &line)
{
    Result<RunningGateway, Setback> gateway = RunningGateway::find(line);
    if (!gateway)
        return complain(gateway.error());
    const QString command = QStringLiteral("log");
    Result<QJsonObject, Setback> answer = gateway->ask(command);
    for (qsizetype most = line.lines; answer; most = std::numeric_limits<qsizetype>::max()) {
        print(*answer, line, most);
        if (!line.follow)
            return Ended;
        const QJsonObject next{{QStringLiteral("after"), numberIn(*answer, "newest")}, {QStringLiteral("wait"), pollTime}};
        answer = gateway->ask(command, next, pollLimit);
    }
    return complain(answer.error());
}

} // namespace Signalbox
