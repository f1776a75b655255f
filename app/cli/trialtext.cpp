// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/trialtext.h"

#include "app/cli/answer.h"

#include <algorithm>

namespace Signalbox {

namespace {
constexpr int markColumns = 9; //!< the longest is "Handshake"
constexpr int hangingIndent = 2 + 4 + markColumns + 2;
}

QString checkMark(const QString &what, bool isGood, const Screen &screen)
{
    const QString sign = isGood ? QStringLiteral("ok  ") : QStringLiteral("BAD ");
    return screen.painted(sign, isGood ? Screen::Good : Screen::Bad) + PlainText::tame(what).leftJustified(markColumns, u' ');
}

QString hanging(const QString &text, const Screen &screen)
{
    return PlainText::wrapped(PlainText::tame(text), screen.width, hangingIndent).sliced(hangingIndent);
}

QString trialText(const QString &name, const QJsonObject &answer, const Screen &screen)
{
    constexpr qsizetype shownWords = 5;
    QString text = u'\n' + screen.painted(PlainText::tame(name), Screen::Heading) + u'\n';
    const QJsonArray steps = rowsIn(answer, "steps");
    for (const QJsonValue step : steps) {
        const bool isGood = step[QLatin1StringView("ok")].toBool();
        const qint64 ms = numberIn(step, "ms");
        QString detail = textIn(step, "detail");
        if (ms > 0)
            detail += QStringLiteral(" (%1)").arg(PlainText::milliseconds(double(ms)));
        text += QStringLiteral("  %1  %2\n").arg(checkMark(textIn(step, "what"), isGood, screen), hanging(detail, screen));
    }
    const QJsonArray words = rowsIn(answer, "lastWords");
    const bool isSaid = words.size() == 1 && text.contains(PlainText::tame(words.first().toString(), 400));
    if (answer.value(QStringLiteral("ok")).toBool() || words.isEmpty() || isSaid)
        return text;
    text += QStringLiteral("      It wrote to its error output:\n");
    for (qsizetype i = std::max<qsizetype>(0, words.size() - shownWords); i < words.size(); ++i)
        text += QStringLiteral("        ") + screen.painted(PlainText::tame(words[i].toString(), 400), Screen::Faint) + u'\n';
    return text;
}

} // namespace Signalbox
