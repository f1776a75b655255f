// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/result.h"

#include <QJsonObject>
#include <QObject>
#include <QStringList>

#include <functional>
#include <map>

namespace Signalbox {

/** One thing a person can ask of the running gateway. */
struct Command
{
    QString name; //!< for example "session.close"
    QStringList arguments; //!< names of the required arguments, in the order of the command line
    QString help; //!< one sentence
};

/**
 * The table of commands that the UI and the local control socket use alike. Commands answer with JSON; an answer may
 * come later. Lives in the core thread; invoke() may be called from there only.
 */
class Control : public QObject
{
    Q_OBJECT

public:
    using Answer = std::function<void(Result<QJsonObject>)>; //!< called exactly once, in the core thread
    using Action = std::function<void(const QJsonObject &arguments, Answer answer)>;

    /** The same for a command that takes its time: once `asker` is destroyed (null: it stays), nobody wants the answer. */
    using LongAction = std::function<void(const QJsonObject &arguments, Answer answer, QObject *asker)>;

    using QObject::QObject;

    /** A name already there is a programming error. */
    void add(Command command, Action action);
    void addLong(Command command, LongAction action);
    QList<Command> commands() const;
    /** Unknown names and missing arguments are answered with a sentence that lists what there is. */
    void invoke(const QString &name, const QJsonObject &arguments, Answer answer, QObject *asker = nullptr);

private:
    struct Row
    {
        Command command;
        LongAction action;
    };
    std::map<QString, Row> m_rows;
};

} // namespace Signalbox
