// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/bus/record.h"

#include "core/bus/bus.h"

#include <QJsonArray>
#include <QJsonDocument>

#include <algorithm>
#include <array>

namespace Signalbox {

namespace {

const QString &kindName(RecordLine::Kind kind)
{
    static const std::array names = {QStringLiteral("notice"), QStringLiteral("backend"), QStringLiteral("session"),
                                     QStringLiteral("trouble")};
    return names.at(size_t(kind));
}

QString spelled(const QJsonValue &value)
{
    if (value.isString())
        return value.toString();
    if (value.isObject())
        return QString::fromUtf8(QJsonDocument(value.toObject()).toJson(QJsonDocument::Compact));
    return value.isArray() ? QString::fromUtf8(QJsonDocument(value.toArray()).toJson(QJsonDocument::Compact))
                           : value.toVariant().toString();
}

struct Phrase
{
    const char *type;
    const char *words; //!< before the value
    const char *member; //!< of the params; nullptr = the words say it all
};

constexpr Phrase phrases[] = {
    {"notifications/message", "", "data"},
    {"notifications/resources/updated", "resource changed: ", "uri"},
    {"notifications/tools/list_changed", "its tools changed", nullptr},
    {"notifications/prompts/list_changed", "its prompts changed", nullptr},
    {"notifications/resources/list_changed", "its resources changed", nullptr},
};

/** A notification that was too long to be kept cannot be read: then its bytes are shown as they are. */
QString wordsOf(const NoticeFact &notice)
{
    const auto phrase = std::ranges::find_if(phrases, [&](const Phrase &p) { return notice.type == QLatin1StringView(p.type); });
    if (phrase == std::end(phrases))
        return notice.type;
    const QString words = QLatin1StringView(phrase->words);
    if (!phrase->member)
        return words;
    if (notice.cut)
        return words + QString::fromUtf8(notice.data);
    const QJsonObject params =
        QJsonDocument::fromJson(notice.data).object().value(QStringLiteral("params")).toObject();
    return words + spelled(params.value(QLatin1StringView(phrase->member)));
}

bool isBad(const NoticeFact &notice)
{
    static const std::array levels = {QStringLiteral("error"), QStringLiteral("critical"), QStringLiteral("alert"),
                                      QStringLiteral("emergency")};
    return std::ranges::find(levels, notice.level) != levels.end();
}

QString wordsOf(const BackendFact &backend)
{
    switch (backend.state) {
    case BackendFact::Found:
        return QStringLiteral("sleeps until it is needed");
    case BackendFact::Starting:
        return QStringLiteral("is starting");
    case BackendFact::Ready:
        return QStringLiteral("is ready: %1 %2, protocol %3")
            .arg(backend.serverName, backend.serverVersion, backend.protocolVersion);
    case BackendFact::Degraded:
        return QStringLiteral("works with limits: ") + backend.reason;
    case BackendFact::BackingOff:
        return QStringLiteral("is tried again soon: ") + backend.reason;
    case BackendFact::Stopped:
        return QStringLiteral("is stopped: ") + backend.reason;
    case BackendFact::Failed:
        break;
    }
    return {};
}

QString clientOf(const SessionFact &session)
{
    if (session.client.isEmpty())
        return QStringLiteral("a client");
    return session.clientVersion.isEmpty() ? session.client : session.client + u' ' + session.clientVersion;
}

RecordLine sessionLine(const SessionFact &session, const QString &words)
{
    return {0, QDateTime::currentDateTimeUtc(), RecordLine::Session, clientOf(session), words, false, {}};
}

} // namespace

QJsonObject toJson(const RecordLine &line)
{
    const bool isNotice = line.kind == RecordLine::Notice;
    QJsonObject object{{QStringLiteral("serial"), qint64(line.serial)},
                       {QStringLiteral("at"), line.at.toUTC().toString(Qt::ISODateWithMs)},
                       {QStringLiteral("kind"), kindName(line.kind)},
                       {QStringLiteral("source"), line.source},
                       {QStringLiteral("text"), isNotice ? wordsOf(line.notice) : line.text},
                       {QStringLiteral("bad"), isNotice ? isBad(line.notice) : line.isBad}};
    if (isNotice) {
        object.insert(QStringLiteral("type"), line.notice.type);
        object.insert(QStringLiteral("receivers"), line.notice.receivers);
        if (!line.notice.level.isEmpty())
            object.insert(QStringLiteral("level"), line.notice.level);
    }
    return object;
}

Record::Record(Bus *bus, QObject *parent) : QObject(parent)
{
    connect(bus, &Bus::noticed, this, &Record::takeNotice);
    connect(bus, &Bus::backendChanged, this, &Record::takeBackend);
    connect(bus, &Bus::backendRemoved, this, [this](quint64 number) {
        if (m_states.remove(number))
            append({0, QDateTime::currentDateTimeUtc(), RecordLine::Backend, m_names.take(number), QStringLiteral("was removed"), false, {}});
    });
    connect(bus, &Bus::sessionCame, this, [this](const SessionFact &session) {
        append(sessionLine(session, QStringLiteral("came (session %1)").arg(session.number)));
    });
    connect(bus, &Bus::sessionWent, this, [this](const SessionFact &session, const QString &why) {
        append(sessionLine(session, QStringLiteral("left (session %1): %2").arg(session.number).arg(why)));
    });
    connect(bus, &Bus::troubled, this, &Record::takeTrouble);
    const QList<TroubleFact> before = bus->troubles();
    for (const TroubleFact &trouble : before)
        takeTrouble(trouble);
}

QList<RecordLine> Record::after(quint64 serial) const
{
    QList<RecordLine> lines;
    const auto firstOf = [serial](const std::deque<RecordLine> &all) {
        return std::ranges::upper_bound(all, serial, {}, &RecordLine::serial);
    };
    std::merge(firstOf(m_notices), m_notices.end(), firstOf(m_others), m_others.end(), std::back_inserter(lines),
               [](const RecordLine &one, const RecordLine &other) { return one.serial < other.serial; });
    return lines;
}

void Record::takeNotice(const NoticeFact &notice)
{
    append({0, notice.at, RecordLine::Notice, notice.source, {}, false, notice});
}

/** Facts come for every figure that moves; a line is written when the state is another one. */
void Record::takeBackend(const BackendFact &backend)
{
    const auto known = m_states.constFind(backend.number);
    const bool isOther = known == m_states.cend() ? backend.state != BackendFact::Found : *known != backend.state;
    m_states.insert(backend.number, backend.state);
    m_names.insert(backend.number, backend.slug);
    if (isOther && backend.state != BackendFact::Failed) // that one is told as a trouble, at once
        append({0, QDateTime::currentDateTimeUtc(), RecordLine::Backend, backend.slug, wordsOf(backend), false, {}});
}

/** The bus tells its troubles again to every new watcher. */
void Record::takeTrouble(const TroubleFact &trouble)
{
    if (trouble.serial <= m_lastTrouble)
        return;
    m_lastTrouble = trouble.serial;
    static const QString backend = QStringLiteral("backend ");
    if (trouble.where.startsWith(backend)) {
        append({0, trouble.at, RecordLine::Backend, trouble.where.sliced(backend.size()),
                QStringLiteral("has failed: ") + trouble.what, true, {}});
    } else {
        append({0, trouble.at, RecordLine::Trouble, trouble.where, trouble.what, true, {}});
    }
}

void Record::append(RecordLine line)
{
    line.serial = ++m_newest;
    std::deque<RecordLine> &sort = line.kind == RecordLine::Notice ? m_notices : m_others;
    sort.push_back(std::move(line));
    if (sort.size() > kept)
        sort.pop_front();
    Q_EMIT grown();
}

} // namespace Signalbox
