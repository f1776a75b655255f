// SPDX-License-Identifier: GPL-3.0-or-later
#include "plugins/stdio/stdiosettings.h"

#include <QDir>
#include <QJsonArray>

namespace Signalbox {

namespace {

QString nameOf(const QJsonValue &value)
{
    switch (value.type()) {
    case QJsonValue::Bool:
        return QStringLiteral("a boolean");
    case QJsonValue::Double:
        return QStringLiteral("a number");
    case QJsonValue::String:
        return QStringLiteral("a text");
    case QJsonValue::Array:
        return QStringLiteral("an array");
    case QJsonValue::Object:
        return QStringLiteral("an object");
    default:
        return QStringLiteral("nothing");
    }
}

Reason expected(const QString &key, const QString &what, const QJsonValue &value)
{
    return {QStringLiteral("%1: expected %2, got %3").arg(key, what, nameOf(value))};
}

/** The kernel ends a text at a zero: what stands behind it would be lost without a word. */
Result<QString> text(const QString &key, const QJsonValue &value)
{
    if (!value.isString())
        return expected(key, QStringLiteral("a text"), value);
    if (value.toString().contains(QChar(0)))
        return Reason{QStringLiteral("%1: expected a text without zero characters, got one with").arg(key)};
    return value.toString();
}

QString withHome(const QString &path)
{
    const bool atHome = path == QLatin1String("~") || path.startsWith(QLatin1String("~/"));
    return atHome ? QDir::homePath() + path.mid(1) : path;
}

Result<QStringList> readArguments(const QJsonValue &value)
{
    QStringList arguments;
    if (value.isUndefined())
        return arguments;
    if (!value.isArray())
        return expected(QStringLiteral("args"), QStringLiteral("an array of texts"), value);
    const QJsonArray array = value.toArray();
    for (qsizetype i = 0; i < array.size(); ++i) {
        const Result<QString> argument = text(QStringLiteral("args[%1]").arg(i), array.at(i));
        if (!argument)
            return argument.error();
        arguments.append(*argument);
    }
    return arguments;
}

Result<QMap<QString, QString>> readEnvironment(const QJsonValue &value)
{
    QMap<QString, QString> environment;
    if (value.isUndefined())
        return environment;
    if (!value.isObject())
        return expected(QStringLiteral("env"), QStringLiteral("an object of texts"), value);
    const QJsonObject object = value.toObject();
    for (auto entry = object.begin(); entry != object.end(); ++entry) {
        if (entry.key().isEmpty() || entry.key().contains(QLatin1Char('=')) || entry.key().contains(QChar(0)))
            return Reason{QStringLiteral("env: expected names without '=', got \"%1\"").arg(entry.key())};
        const Result<QString> content = text(QStringLiteral("env.") + entry.key(), entry.value());
        if (!content)
            return content.error();
        environment.insert(entry.key(), *content);
    }
    return environment;
}

} // namespace

Result<StdioSettings> StdioSettings::read(const QJsonObject &settings)
{
    const Result<QString> command = text(QStringLiteral("command"), settings.value(QStringLiteral("command")));
    if (!command)
        return command.error();
    if (command->trimmed().isEmpty())
        return Reason{QStringLiteral("command: expected the name or path of a program, got an empty text")};
    const Result<QStringList> arguments = readArguments(settings.value(QStringLiteral("args")));
    if (!arguments)
        return arguments.error();
    const Result<QMap<QString, QString>> environment = readEnvironment(settings.value(QStringLiteral("env")));
    if (!environment)
        return environment.error();
    const Result<QString> folder =
        text(QStringLiteral("cwd"),
             settings.value(QStringLiteral("cwd")).isUndefined() ? QJsonValue(QStringLiteral("~"))
                                                                 : settings.value(QStringLiteral("cwd")));
    if (!folder)
        return folder.error();
    const QString path = withHome(*folder);
    if (!QDir::isAbsolutePath(path))
        return Reason{QStringLiteral("cwd: expected an absolute path or one that begins with ~, got \"%1\"").arg(path)};
    return StdioSettings{withHome(command->trimmed()), *arguments, *environment, QDir::cleanPath(path)};
}

} // namespace Signalbox
