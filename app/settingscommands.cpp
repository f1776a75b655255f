// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/settingscommands.h"

#include "core/config/backendedits.h"
#include "core/config/jsonedit.h"
#include "core/config/maskfilling.h"
#include "core/config/settingsmask.h"
#include "core/config/settingsplace.h"
#include "core/config/settingstext.h"
#include "core/config/usualorder.h"

#include <QJsonArray>

namespace Signalbox {

namespace {

using Edit = SettingsFile::Edit;

const QString nameKey = QStringLiteral("name");
const QString pathKey = QStringLiteral("path");
const QString settingsKey = QStringLiteral("settings");
const QString textKey = QStringLiteral("text");
const QString valueKey = QStringLiteral("value");
const QString fromKey = QStringLiteral("secretsFrom"); //!< where masks in the value have been; else at the path
const QString digestKey = QStringLiteral("digest");

Result<QStringList> pathIn(const QJsonObject &arguments, const QString &key = pathKey)
{
    const QJsonValue value = arguments.value(key);
    if (value.isString()) // as the command line gives it
        return value.toString().split(u'.', Qt::SkipEmptyParts);
    QStringList path;
    const QJsonArray steps = value.toArray();
    for (const QJsonValue &step : steps) {
        if (!step.isString() && !step.isDouble())
            return Reason{QStringLiteral("%1: expected keys and numbers").arg(key)};
        path.append(step.isString() ? step.toString() : QString::number(step.toInteger()));
    }
    if (path.isEmpty())
        return Reason{QStringLiteral("%1: expected a list of keys, as [\"listen\", \"port\"]").arg(key)};
    return path;
}

/** What nobody would miss when it is empty; a server stays even if it says nothing. */
qsizetype keptSteps(const QStringList &path)
{
    return path.first() == u"mcpServers" ? 2 : 0;
}

Result<QString> nameIn(const QJsonObject &arguments)
{
    if (!arguments.value(nameKey).isString())
        return Reason{QStringLiteral("name: expected the name of a server")};
    return arguments.value(nameKey).toString();
}

Result<QJsonObject> settingsIn(const QJsonObject &arguments)
{
    if (!arguments.value(settingsKey).isObject())
        return Reason{QStringLiteral("settings: expected an object as in mcpServers")};
    return arguments.value(settingsKey).toObject();
}

QJsonObject valuesIn(const QByteArray &text)
{
    const auto object = objectFromText(text, {});
    return object ? *object : QJsonObject();
}

Result<JsonEdit> editOf(const QByteArray &text)
{
    Result<JsonEdit> edit = JsonEdit::parse(text, JsonEdit::Dialect::LastCounts);
    if (!edit)
        return Reason{QStringLiteral("the settings, %1; mend the text first").arg(edit.error().sentence)};
    return edit;
}

} // namespace

SettingsCommands::SettingsCommands(Control *control, SettingsFile file, Apply apply, QObject *parent)
    : QObject(parent)
    , m_file(std::move(file))
    , m_apply(std::move(apply))
{
    control->add({QStringLiteral("settings.get"), {}, QStringLiteral("The settings file: text, values, problems")},
                 [this](const QJsonObject &, const Control::Answer &answer) { answer(get()); });
    control->add({QStringLiteral("settings.check"),
                  {},
                  QStringLiteral("What is wrong with a text, or with a value at a path; nothing is changed")},
                 [this](const QJsonObject &arguments, const Control::Answer &answer) { answer(check(arguments)); });
    control->addLong({QStringLiteral("backend.try"),
                      {nameKey, settingsKey},
                      QStringLiteral("Test a server as it is being edited; masked secrets are those of the file")},
                     [this, control](const QJsonObject &arguments, const Control::Answer &answer, QObject *asker) {
                         tryBackend(control, arguments, answer, asker);
                     });
    const QStringList name{nameKey};
    const QStringList server{nameKey, settingsKey};
    const Row rows[] = {
        {"settings.set", {pathKey, valueKey}, "Change one value of the settings file", &SettingsCommands::set},
        {"settings.unset", {pathKey}, "Take one value out of the settings file", &SettingsCommands::unset},
        {"settings.write", {textKey, digestKey}, "Replace the text of the settings file", &SettingsCommands::write},
        {"backend.add", server, "Add a server to the settings file", &SettingsCommands::addBackend},
        {"backend.edit", server, "Change a server in the settings file", &SettingsCommands::editBackend},
        {"backend.remove", name, "Take a server out of the settings file", &SettingsCommands::removeBackend},
        {"backend.enable", name, "Switch a server on in the settings file", &SettingsCommands::enableBackend},
        {"backend.disable", name, "Switch a server off in the settings file", &SettingsCommands::disableBackend},
    };
    for (const Row &row : rows)
        addChange(control, row);
}

void SettingsCommands::addChange(Control *control, const Row &row)
{
    control->add({QLatin1StringView(row.name), row.arguments, QString::fromLatin1(row.help)},
                 [this, handle = row.handle](const QJsonObject &arguments, const Control::Answer &answer) {
                     const Result<Edit> edit = (this->*handle)(arguments);
                     if (!edit)
                         return answer(edit.error());
                     change(*edit, arguments, answer);
                 });
}

void SettingsCommands::tryBackend(Control *control, const QJsonObject &arguments, const Control::Answer &answer,
                                  QObject *asker) const
{
    const Result<QString> name = nameIn(arguments);
    const Result<QJsonObject> settings = settingsIn(arguments);
    if (!name || !settings)
        return answer(name ? settings.error() : name.error());
    const Result<SettingsSnapshot> snapshot = m_file.read();
    const QJsonObject before = snapshot ? valuesIn(snapshot->text) : QJsonObject();
    const Result<QJsonValue> filled = withMasksFilled(*settings, before, {QStringLiteral("mcpServers"), *name});
    if (!filled)
        return answer(filled.error());
    const QJsonObject asked{{nameKey, *name},
                            {settingsKey, *filled},
                            {QStringLiteral("tag"), arguments.value(QStringLiteral("tag"))}};
    control->invoke(QStringLiteral("backend.test"), asked, answer, asker);
}

void SettingsCommands::change(const Edit &edit, const QJsonObject &arguments, const Control::Answer &answer)
{
    const QJsonValue digest = arguments.value(digestKey);
    const auto expected = digest.isString() ? std::optional(digest.toString()) : std::nullopt;
    const Result<void> changed = m_file.change(edit, expected);
    if (!changed)
        return answer(changed.error());
    m_apply([this, answer](const Result<QJsonObject> &applied) {
        if (!applied)
            return answer(applied.error());
        answer(answerTo(*applied));
    });
}

QJsonObject SettingsCommands::answerTo(const QJsonObject &applied) const
{
    QJsonObject result = applied;
    const Result<SettingsSnapshot> snapshot = m_file.read();
    if (snapshot)
        result.insert(digestKey, snapshot->digest);
    return result;
}

QJsonArray SettingsCommands::problemsIn(const QByteArray &text, bool *isUsable) const
{
    QJsonArray problems;
    const QList<ConfigProblem> found = m_file.problemsOf(text, isUsable);
    for (const ConfigProblem &problem : found)
        problems.append(QJsonObject{{QStringLiteral("key"), problem.path},
                                    {QStringLiteral("line"), lineOf(problem, text)},
                                    {QStringLiteral("sentence"), problem.sentence}});
    return problems;
}

Result<QJsonObject> SettingsCommands::get() const
{
    const Result<SettingsSnapshot> snapshot = m_file.read();
    if (!snapshot)
        return snapshot.error();
    const QByteArray text = snapshot->exists ? snapshot->text : settingsWithoutFile();
    const auto values = objectFromText(text, m_file.path());
    return QJsonObject{{pathKey, m_file.path()},
                       {QStringLiteral("exists"), snapshot->exists},
                       {digestKey, snapshot->digest},
                       {textKey, QString::fromUtf8(text)},
                       {QStringLiteral("values"), values ? withSecretsMasked(*values) : QJsonObject()},
                       {QStringLiteral("servers"), QJsonArray::fromStringList(keysInOrder(text, "mcpServers"))},
                       {QStringLiteral("problems"), problemsIn(text)}};
}

Result<QJsonObject> SettingsCommands::check(const QJsonObject &arguments) const
{
    QByteArray text = arguments.value(textKey).toString().toUtf8();
    QList<ConfigProblem> known;
    if (arguments.contains(pathKey)) {
        const Result<SettingsSnapshot> snapshot = m_file.read();
        const QByteArray before = snapshot && snapshot->exists ? snapshot->text : settingsWithoutFile();
        const Result<Edit> edit = arguments.contains(valueKey) ? set(arguments) : unset(arguments);
        const Result<QByteArray> after = edit ? (*edit)(before) : edit.error();
        if (!after)
            return after.error();
        known = m_file.problemsOf(before);
        text = *after;
    } else if (!arguments.value(textKey).isString()) {
        return Reason{QStringLiteral("settings.check needs: text, or path and value")};
    }
    bool isUsable = false;
    QJsonArray problems = problemsIn(text, &isUsable);
    // A value is answerable for what it brings, not for what was wrong before.
    for (const ConfigProblem &problem : std::as_const(known)) {
        for (qsizetype i = problems.size() - 1; i >= 0; --i) {
            const QJsonObject row = problems[i].toObject();
            if (row.value(QStringLiteral("key")) == problem.path
                && row.value(QStringLiteral("sentence")) == problem.sentence)
                problems.removeAt(i);
        }
    }
    return QJsonObject{{QStringLiteral("usable"), isUsable}, {QStringLiteral("problems"), problems}};
}

Result<Edit> SettingsCommands::set(const QJsonObject &arguments) const
{
    const Result<QStringList> path = pathIn(arguments);
    if (!path)
        return path.error();
    const Result<QStringList> from = arguments.contains(fromKey) ? pathIn(arguments, fromKey) : path;
    if (!from)
        return from.error();
    const QJsonValue value = arguments.value(valueKey);
    if (value.isUndefined())
        return Reason{QStringLiteral("value: expected one; unset takes a setting out")};
    return Edit([path = *path, from = *from, value](const QByteArray &text) -> Result<QByteArray> {
        const Result<JsonEdit> edit = editOf(text);
        if (!edit)
            return edit.error();
        const Result<QJsonValue> filled = withMasksFilled(value, valuesIn(text), from);
        return filled ? edit->with(JsonEdit::path(path), inUsualOrder(*filled)) : filled.error();
    });
}

Result<Edit> SettingsCommands::unset(const QJsonObject &arguments) const
{
    const Result<QStringList> path = pathIn(arguments);
    if (!path)
        return path.error();
    return Edit([path = *path](const QByteArray &text) {
        const Result<JsonEdit> edit = editOf(text);
        return edit ? edit->withoutAndShell(JsonEdit::path(path), keptSteps(path)) : edit.error();
    });
}

Result<Edit> SettingsCommands::write(const QJsonObject &arguments) const
{
    if (!arguments.value(textKey).isString() || !arguments.value(digestKey).isString())
        return Reason{QStringLiteral("settings.write needs a text, and the digest that settings.get told")};
    return Edit([text = arguments.value(textKey).toString().toUtf8()](const QByteArray &) -> Result<QByteArray> {
        return text;
    });
}

Result<Edit> SettingsCommands::addBackend(const QJsonObject &arguments) const
{
    const Result<QString> name = nameIn(arguments);
    const Result<QJsonObject> settings = settingsIn(arguments);
    if (!name || !settings)
        return name ? settings.error() : name.error();
    return Edit([name = *name, settings = *settings](const QByteArray &text) {
        return BackendEdits::add(text, name, settings);
    });
}

Result<Edit> SettingsCommands::editBackend(const QJsonObject &arguments) const
{
    const Result<QString> name = nameIn(arguments);
    const Result<QJsonObject> settings = settingsIn(arguments);
    if (!name || !settings)
        return name ? settings.error() : name.error();
    return Edit([name = *name, newName = arguments.value(QStringLiteral("newName")).toString(), settings = *settings](
                    const QByteArray &text) { return BackendEdits::edit(text, name, newName, settings); });
}

Result<Edit> SettingsCommands::removeBackend(const QJsonObject &arguments) const
{
    const Result<QString> name = nameIn(arguments);
    if (!name)
        return name.error();
    return Edit([name = *name](const QByteArray &text) { return BackendEdits::remove(text, name); });
}

Result<Edit> SettingsCommands::enableBackend(const QJsonObject &arguments) const
{
    const Result<QString> name = nameIn(arguments);
    if (!name)
        return name.error();
    return Edit([name = *name](const QByteArray &text) { return BackendEdits::setDisabled(text, name, false); });
}

Result<Edit> SettingsCommands::disableBackend(const QJsonObject &arguments) const
{
    const Result<QString> name = nameIn(arguments);
    if (!name)
        return name.error();
    return Edit([name = *name](const QByteArray &text) { return BackendEdits::setDisabled(text, name, true); });
}

} // namespace Signalbox
