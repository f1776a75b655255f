// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/settings/settingrows.h"

#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>

namespace Signalbox {

namespace {

struct Label
{
    const char *path; //!< empty: from here on another group
    const char *words;
};

#define WORDS(text) QT_TRANSLATE_NOOP("Signalbox::SettingRows", text)
constexpr Label labels[] = {
    {"", WORDS("Where clients come in")},
    {"listen.port", WORDS("Port")},
    {"listen.addresses", WORDS("Addresses")},
    {"", WORDS("Who may come in")},
    {"auth.token", WORDS("Token")},
    {"auth.tokenFile", WORDS("File with the token")},
    {"policy.allowedHosts", WORDS("More names of this machine")},
    {"policy.allowedOrigins", WORDS("Web pages that may come in")},
    {"", WORDS("What servers and clients are told")},
    {"subscribe", WORDS("Servers whose notifications are given")},
    {"roots", WORDS("Folders for servers that ask")},
    {"", WORDS("Calls")},
    {"limits.callSilence", WORDS("Call without progress")},
    {"limits.callTotal", WORDS("Call in all")},
    {"limits.ask", WORDS("Answer to a question")},
    {"limits.exclusiveWait", WORDS("Wait behind a question")},
    {"limits.listWait", WORDS("Wait for a list")},
    {"limits.answerWait", WORDS("Answer as plain JSON within")},
    {"limits.callsPerSession", WORDS("Calls of a session at once")},
    {"", WORDS("Servers")},
    {"limits.startTime", WORDS("Handshake")},
    {"limits.stopTime", WORDS("Steps of stopping")},
    {"limits.idleStop", WORDS("Stop when unused for")},
    {"limits.restartDelay", WORDS("First wait before a restart")},
    {"limits.restartDelayMax", WORDS("Longest wait before a restart")},
    {"limits.crashLoop", WORDS("Failures until given up")},
    {"limits.stableTime", WORDS("Failures forgotten after")},
    {"limits.serverMessage", WORDS("Longest message of a server")},
    {"limits.jsonDepth", WORDS("Nesting of JSON")},
    {"", WORDS("Sessions and streams")},
    {"limits.sessionIdle", WORDS("Unused session kept for")},
    {"limits.sessions", WORDS("Sessions")},
    {"limits.sessionsPerPrincipal", WORDS("Sessions of one client")},
    {"limits.subscriptionsPerSession", WORDS("Subscriptions of a session")},
    {"limits.standbyStreams", WORDS("Streams standing by")},
    {"limits.logEvents", WORDS("Events kept for a stream")},
    {"limits.logAge", WORDS("Events kept for")},
    {"limits.logBytes", WORDS("Bytes kept for a stream")},
    {"limits.retry", WORDS("Connect again after")},
    {"limits.keepAlive", WORDS("Sign of life every")},
    {"limits.streamAge", WORDS("Age of a stream")},
    {"", WORDS("HTTP")},
    {"limits.http.body", WORDS("Longest body")},
    {"limits.http.headers", WORDS("Longest head")},
    {"limits.http.headerFields", WORDS("Header fields")},
    {"limits.http.connections", WORDS("Connections")},
    {"limits.http.pipelined", WORDS("Requests in line")},
    {"limits.http.headerTime", WORDS("Time for the head")},
    {"limits.http.bodyTime", WORDS("Time for the body")},
    {"limits.http.idleTime", WORDS("Unused connection kept for")},
    {"limits.http.stallTime", WORDS("Stalled connection kept for")},
};
#undef WORDS

/** The rule at a path; a reference is followed, except to a unit, whose own words are about the unit. */
QJsonObject ruleAt(const QJsonObject &schema, const QStringList &path)
{
    const QJsonObject definitions = schema.value(QStringLiteral("$defs")).toObject();
    QJsonObject rule = schema;
    for (const QString &step : path) {
        const QString reference = rule.value(QStringLiteral("$ref")).toString();
        if (!reference.isEmpty())
            rule = definitions.value(reference.section(u'/', -1)).toObject();
        rule = rule.value(QStringLiteral("properties")).toObject().value(step).toObject();
    }
    return rule;
}

SettingRow::Kind kindOf(const QString &path, const QJsonObject &rule)
{
    const QString unit = rule.value(QStringLiteral("$ref")).toString().section(u'/', -1);
    if (unit == u"duration")
        return SettingRow::Kind::Duration;
    if (unit == u"size")
        return SettingRow::Kind::Size;
    if (path == u"roots")
        return SettingRow::Kind::Folders;
    if (path == u"subscribe")
        return SettingRow::Kind::Servers;
    if (path == u"auth.token")
        return SettingRow::Kind::Secret;
    const QString type = rule.value(QStringLiteral("type")).toString();
    return type == u"integer" ? SettingRow::Kind::Number
        : type == u"array"    ? SettingRow::Kind::List
                              : SettingRow::Kind::Text;
}

/** What the words do not say of a number already. */
QString boundsOf(const QJsonObject &rule)
{
    if (!rule.contains(QStringLiteral("minimum")) || !rule.contains(QStringLiteral("maximum")))
        return {};
    return QStringLiteral(" %1 to %2.")
        .arg(rule.value(QStringLiteral("minimum")).toInteger())
        .arg(rule.value(QStringLiteral("maximum")).toInteger());
}

QString folderLine(const QJsonObject &folder)
{
    const QString uri = folder.value(QStringLiteral("uri")).toString();
    const QString name = folder.value(QStringLiteral("name")).toString();
    return name.isEmpty() ? uri : uri + u' ' + name;
}

QJsonObject folderFrom(const QString &line)
{
    QJsonObject folder{{QStringLiteral("uri"), line.section(u' ', 0, 0)}};
    const QString name = line.section(u' ', 1).trimmed();
    if (!name.isEmpty())
        folder.insert(QStringLiteral("name"), name);
    return folder;
}

} // namespace

QJsonObject SettingRows::schema()
{
    QFile file(QStringLiteral(":/signalbox/settings/signalbox.schema.json"));
    return file.open(QIODevice::ReadOnly) ? QJsonDocument::fromJson(file.readAll()).object() : QJsonObject();
}

QList<SettingRow> SettingRows::all()
{
    const QJsonObject rules = schema();
    QList<SettingRow> rows;
    QString group;
    for (const Label &label : labels) {
        const QString path = QLatin1StringView(label.path);
        if (path.isEmpty()) {
            group = tr(label.words);
            continue;
        }
        const QStringList steps = path.split(u'.');
        const QJsonObject rule = ruleAt(rules, steps);
        rows.append({steps, group, tr(label.words),
                     rule.value(QStringLiteral("description")).toString() + boundsOf(rule), kindOf(path, rule),
                     rule.value(QStringLiteral("default"))});
    }
    return rows;
}

QString fieldText(const SettingRow &row, const QJsonValue &value)
{
    if (value.isArray()) {
        QStringList lines;
        const QJsonArray list = value.toArray();
        for (const QJsonValue &element : list)
            lines.append(row.kind == SettingRow::Kind::Folders ? folderLine(element.toObject()) : element.toString());
        return lines.join(u'\n');
    }
    if (value.isDouble())
        return QString::number(value.toDouble(), 'g', 15);
    if (value.isString() || value.isUndefined() || value.isNull())
        return value.toString();
    return QString::fromUtf8(QJsonDocument(QJsonArray{value}).toJson(QJsonDocument::Compact)).mid(1).chopped(1);
}

QJsonValue fieldValue(const SettingRow &row, const QString &text)
{
    if (row.isList()) {
        QJsonArray list;
        const QStringList lines = text.split(u'\n', Qt::SkipEmptyParts);
        for (const QString &line : lines) {
            if (line.trimmed().isEmpty())
                continue;
            if (row.kind == SettingRow::Kind::Folders)
                list.append(folderFrom(line.trimmed()));
            else
                list.append(line.trimmed());
        }
        return list.isEmpty() ? QJsonValue(QJsonValue::Undefined) : QJsonValue(list);
    }
    const QString trimmed = text.trimmed();
    if (trimmed.isEmpty())
        return QJsonValue(QJsonValue::Undefined);
    bool isNumber = false;
    const qint64 number = trimmed.toLongLong(&isNumber);
    const bool mayBeNumber = row.kind != SettingRow::Kind::Text && row.kind != SettingRow::Kind::Secret;
    return isNumber && mayBeNumber ? QJsonValue(number) : QJsonValue(trimmed);
}

QJsonValue valueAt(const QJsonObject &values, const QStringList &path)
{
    QJsonValue value = values;
    for (const QString &step : path)
        value = value.toObject().value(step);
    return value;
}

} // namespace Signalbox
