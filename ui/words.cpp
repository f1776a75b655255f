// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/words.h"

#include <QLocale>

namespace Signalbox {

namespace {
constexpr QChar narrowSpace(0x202f);

struct Unit
{
    qint64 seconds;
    const char *text;
};
} // namespace

QString Words::count(quint64 number)
{
    QString text = QString::number(number);
    for (qsizetype at = text.size() - 3; at > 0; at -= 3)
        text.insert(at, narrowSpace);
    return text;
}

QString Words::known(int number)
{
    return number < 0 ? QString() : count(static_cast<quint64>(number));
}

QString Words::bytes(quint64 number)
{
    if (number < 1000)
        return tr("%1 B").arg(number);
    return QLocale().formattedDataSize(static_cast<qint64>(number), 1, QLocale::DataSizeSIFormat);
}

QString Words::milliseconds(double number)
{
    if (number <= 0)
        return {};
    return tr("%1 ms").arg(QLocale().toString(number, 'f', number < 10 ? 1 : 0));
}

QString Words::age(const QDateTime &then, const QDateTime &now)
{
    if (!then.isValid())
        return {};
    static constexpr Unit units[] = {
        {86400, QT_TR_NOOP("%1 d")}, {3600, QT_TR_NOOP("%1 h")}, {60, QT_TR_NOOP("%1 min")}, {2, QT_TR_NOOP("%1 s")}};
    const qint64 seconds = then.secsTo(now);
    for (const Unit &unit : units) {
        if (seconds >= unit.seconds)
            return tr(unit.text).arg(unit.seconds == 2 ? seconds : seconds / unit.seconds);
    }
    return tr("now");
}

QString Words::moment(const QDateTime &then)
{
    return then.isValid() ? QLocale().toString(then.toLocalTime(), QLocale::LongFormat) : QString();
}

QString Words::clock(const QDateTime &then)
{
    return then.toLocalTime().toString(QStringLiteral("HH:mm:ss.zzz"));
}

QString Words::front(const QString &front)
{
    if (front == QLatin1String("legacy"))
        return tr("Streamable HTTP");
    if (front == QLatin1String("modern"))
        return tr("Stateless HTTP");
    if (front == QLatin1String("sse"))
        return tr("HTTP+SSE");
    if (front == QLatin1String("stream"))
        return tr("Stream API");
    return tame(front);
}

QString Words::view(const QString &slug)
{
    return slug.isEmpty() ? tr("All") : tame(slug);
}

QString Words::state(BackendFact::State state)
{
    switch (state) {
    case BackendFact::Found:
        return tr("Sleeping");
    case BackendFact::Starting:
        return tr("Starting");
    case BackendFact::Ready:
        return tr("Ready");
    case BackendFact::Degraded:
        return tr("Degraded");
    case BackendFact::BackingOff:
        return tr("Waiting");
    case BackendFact::Stopped:
        return tr("Stopped");
    case BackendFact::Failed:
        return tr("Failed");
    }
    return {};
}

QString Words::state(const BackendFact &backend)
{
    return backend.disabled ? tr("Off") : state(backend.state);
}

QString Words::state(StreamFact::State state)
{
    switch (state) {
    case StreamFact::Open:
        return tr("Open");
    case StreamFact::Standby:
        return tr("Standing by");
    case StreamFact::Detached:
        return tr("Client away");
    case StreamFact::Finished:
        return tr("Finished");
    }
    return {};
}

QString Words::state(const SessionFact &session)
{
    if (session.callsOpen > 0)
        return tr("Working");
    return session.streams > 0 ? tr("Connected") : tr("Quiet");
}

QString Words::call(const CallFact &call)
{
    if (call.name.isEmpty() || call.method == QLatin1String("tools/call"))
        return tame(call.name.isEmpty() ? call.method : call.name);
    return tr("%1 %2").arg(tame(call.method), tame(call.name));
}

QString Words::state(CallFact::State state)
{
    switch (state) {
    case CallFact::Waiting:
        return tr("Waiting");
    case CallFact::AtServer:
        return tr("Running");
    case CallFact::AtClient:
        return tr("Asks its client");
    }
    return {};
}

QString Words::processTree(const QList<ProcessFact> &processes)
{
    QStringList lines;
    for (const ProcessFact &process : processes) {
        const QString indent(process.depth * 3, QLatin1Char(' '));
        lines.append(indent
                     + tr("%1 (process %2): %3")
                           .arg(tame(process.name, 40))
                           .arg(process.id)
                           .arg(bytes(static_cast<quint64>(process.memory))));
    }
    return lines.join(QLatin1Char('\n'));
}

QString Words::streamKind(const QString &kind)
{
    if (kind == QLatin1String("subscriptions/listen"))
        return tr("News it asked for");
    return kind == QLatin1String("session") ? tr("Server messages") : tr("Answer to %1").arg(tame(kind));
}

QString Words::command(const QString &name)
{
    static constexpr std::pair<const char *, const char *> sentences[] = {
        {"backend.restart", QT_TR_NOOP("The backend could not be restarted")},
        {"backend.stop", QT_TR_NOOP("The backend could not be stopped")},
        {"backend.start", QT_TR_NOOP("The backend could not be started")},
        {"pause", QT_TR_NOOP("Not paused")},
        {"resume", QT_TR_NOOP("Not resumed")},
        {"backend.enable", QT_TR_NOOP("The backend could not be switched on")},
        {"backend.disable", QT_TR_NOOP("The backend could not be switched off")},
        {"backend.remove", QT_TR_NOOP("The backend could not be removed")},
        {"settings.write", QT_TR_NOOP("The settings could not be saved")},
        {"login.set", QT_TR_NOOP("Starting at login could not be changed")},
        {"session.close", QT_TR_NOOP("The session could not be closed")},
        {"stream.close", QT_TR_NOOP("The stream could not be closed")},
        {"settings.set", QT_TR_NOOP("The setting could not be changed")},
        {"ask.answer", QT_TR_NOOP("The question could not be answered")},
        {"ask.refuse", QT_TR_NOOP("The question could not be refused")},
    };
    for (const auto &[command, sentence] : sentences) {
        if (name == QLatin1String(command))
            return tr(sentence);
    }
    return tr("“%1” did not work").arg(tame(name));
}

QString Words::tame(const QString &text, qsizetype limit)
{
    QString tamed;
    tamed.reserve(qMin(text.size(), limit));
    for (const QChar character : text) {
        if (tamed.size() >= limit)
            return tamed + QChar(0x2026);
        const QChar::Category category = character.category();
        if (character.isSpace() || category == QChar::Other_Control)
            tamed += QLatin1Char(' ');
        else if (category != QChar::Other_Format)
            tamed += character;
    }
    return tamed;
}

QString Words::hint(const QString &text)
{
    if (text.isEmpty())
        return {};
    return QStringLiteral("<p style='white-space: pre-wrap'>%1</p>").arg(text.left(2000).toHtmlEscaped());
}

} // namespace Signalbox
