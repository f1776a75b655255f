// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/result.h"
#include "core/wire/jsonview.h"

#include <QByteArray>
#include <QJsonObject>
#include <QList>
#include <QStringList>

namespace Signalbox {

/** A TOML file that belongs to a person, edited like JsonEdit: whole tables come and go, all else stays to the byte. */
class TomlEdit
{
public:
    /** The error says line, column and what was expected. */
    static Result<TomlEdit> parse(const QByteArray &text);

    const QByteArray &text() const { return m_text; }
    QJsonObject root() const { return m_root; }

    /** The text with a table `[parent.name]` of these members at its end; what was there under that name goes. */
    Result<QByteArray> with(const QString &parent, const QString &name, const JsonView &members) const;
    /** The text without anything under `parent.name`; comments on lines of their own stay. */
    Result<QByteArray> without(const QString &parent, const QString &name) const;

private:
    struct Statement //!< whole lines
    {
        qsizetype from = 0;
        qsizetype to = 0;
        bool isHeader = false;
        QStringList path;
    };

    bool isUnder(const Statement &statement, const QString &parent, const QString &name) const;
    Result<QByteArray> checked(const QByteArray &result, const QString &parent, const QString &name,
                               const JsonView &members) const;

    QByteArray m_text;
    QList<Statement> m_statements;
    QJsonObject m_root;
};

} // namespace Signalbox
