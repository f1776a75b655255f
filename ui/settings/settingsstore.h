// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QJsonObject>
#include <QList>
#include <QObject>

namespace Signalbox {

class Board;
class Commands;

/** Something in the settings that cannot be used. */
struct SettingProblem
{
    QString key;
    int line = 0; //!< of the text, from 1
    QString sentence;
};

/** What the settings file says now, as the gateway reads it; asked again whenever the file was touched. */
class SettingsStore : public QObject
{
    Q_OBJECT

public:
    /** Both outlive this. */
    SettingsStore(Board *board, Commands *commands, QObject *parent = nullptr);

    Commands *commands() const { return m_commands; }
    bool isKnown() const { return m_isKnown; }
    QString path() const { return m_answer.value(QStringLiteral("path")).toString(); }
    bool exists() const { return m_answer.value(QStringLiteral("exists")).toBool(); }
    QString text() const { return m_answer.value(QStringLiteral("text")).toString(); }
    QString digest() const { return m_answer.value(QStringLiteral("digest")).toString(); }
    QJsonObject values() const { return m_answer.value(QStringLiteral("values")).toObject(); } //!< secrets masked
    QStringList servers() const; //!< in the order of the file
    QList<SettingProblem> problems() const;

    void refresh();
    static QList<SettingProblem> problemsIn(const QJsonObject &answer);

Q_SIGNALS:
    void changed();

private:
    Commands *m_commands;
    QJsonObject m_answer;
    bool m_isKnown = false;
};

} // namespace Signalbox
