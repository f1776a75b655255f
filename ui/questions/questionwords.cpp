// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/questions/questionwords.h"

#include "ui/words.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QUrl>

namespace Signalbox {

namespace {

constexpr qsizetype longestMessage = 4'000;
constexpr qsizetype mostTurns = 50;

QString paragraphs(const QString &text, qsizetype limit)
{
    QStringList lines;
    for (const QString &line : text.left(limit).split(QLatin1Char('\n')))
        lines.append(Words::tame(line, limit));
    QString joined = lines.join(QLatin1Char('\n')).trimmed();
    if (text.size() > limit)
        joined += QChar(0x2026);
    return joined;
}

QString contentText(const QJsonValue &content)
{
    if (content.isArray()) {
        QStringList parts;
        for (const QJsonValue &part : content.toArray())
            parts.append(contentText(part));
        return parts.join(QLatin1Char('\n'));
    }
    const QJsonObject block = content.toObject();
    if (block.value(QStringLiteral("text")).isString())
        return block.value(QStringLiteral("text")).toString();
    return QStringLiteral("[%1]").arg(block.value(QStringLiteral("type")).toString());
}

} // namespace

QString QuestionWords::whoAsks(const Question &question, const QString &client)
{
    const QString server = Words::tame(question.source, 40);
    const QString tool = Words::tame(question.tool, 80);
    const QString who = Words::tame(client, 60);
    if (tool.isEmpty())
        return who.isEmpty() ? tr("The server “%1” asks you").arg(server) : tr("The server “%1” asks you, for %2").arg(server, who);
    return who.isEmpty() ? tr("The server “%1” asks you, while its tool %2 runs").arg(server, tool)
                         : tr("The server “%1” asks you, while its tool %2 runs for %3").arg(server, tool, who);
}

QString QuestionWords::message(const Question &question)
{
    const QString text = paragraphs(question.params.value(QStringLiteral("message")).toString(), longestMessage);
    return text.isEmpty() ? tr("It does not say what for.") : text;
}

QString QuestionWords::conversation(const Question &question)
{
    QStringList turns;
    const QString system = question.params.value(QStringLiteral("systemPrompt")).toString();
    if (!system.isEmpty())
        turns.append(tr("Instructions: %1").arg(paragraphs(system, longestMessage)));
    const QJsonArray messages = question.params.value(QStringLiteral("messages")).toArray();
    for (qsizetype i = 0; i < qMin(messages.size(), mostTurns); ++i) {
        const QJsonObject turn = messages.at(i).toObject();
        const bool isModel = turn.value(QStringLiteral("role")).toString() == QLatin1String("assistant");
        turns.append((isModel ? tr("Model: %1") : tr("Person: %1"))
                         .arg(paragraphs(contentText(turn.value(QStringLiteral("content"))), longestMessage)));
    }
    return turns.join(QStringLiteral("\n\n"));
}

QString QuestionWords::emphasised(const QString &address)
{
    constexpr qsizetype longestAddress = 2'000;
    const QString text = Words::tame(address, longestAddress);
    // The host as the browser will take it: look-alike letters show as xn--.
    const QString host = QUrl(address, QUrl::StrictMode).host(QUrl::FullyEncoded);
    // Before an @ anything may stand, also the name of somebody else's host.
    const qsizetype from = text.indexOf(QStringLiteral("//"));
    qsizetype end = text.size();
    for (const char mark : {'/', '?', '#'}) {
        const qsizetype found = from < 0 ? -1 : text.indexOf(QLatin1Char(mark), from + 2);
        end = found < 0 ? end : qMin(end, found);
    }
    const qsizetype user = text.left(end).lastIndexOf(QLatin1Char('@'));
    const qsizetype at = host.isEmpty() || from < 0 ? -1 : text.left(end).indexOf(host, qMax(from, user), Qt::CaseInsensitive);
    if (at < 0)
        return text.toHtmlEscaped() + (host.isEmpty() ? QString() : QStringLiteral("<br><b>%1</b>").arg(host.toHtmlEscaped()));
    return QStringLiteral("%1<b>%2</b>%3")
        .arg(text.left(at).toHtmlEscaped(), text.mid(at, host.size()).toHtmlEscaped(), text.mid(at + host.size()).toHtmlEscaped());
}

QString QuestionWords::timeLeft(const QDateTime &until, const QDateTime &now)
{
    if (!until.isValid())
        return {};
    const qint64 seconds = qMax<qint64>(0, now.secsTo(until));
    return seconds >= 120 ? tr("%1 min left").arg(seconds / 60) : tr("%1 s left").arg(seconds);
}

QString QuestionWords::notification(const QList<Question> &questions)
{
    if (questions.size() > 1)
        return tr("%1 questions of servers wait for you.").arg(questions.size());
    return questions.isEmpty() ? QString() : whoAsks(questions.first(), {}) + QStringLiteral(": ") + Words::tame(message(questions.first()), 200);
}

} // namespace Signalbox
