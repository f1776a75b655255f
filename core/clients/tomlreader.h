// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/result.h"

#include <QByteArray>
#include <QJsonValue>
#include <QStringList>

namespace Signalbox {

/** Walks over TOML 1.0 text and checks what it passes. After a failure defect() says what was expected, at offset(). */
class TomlReader
{
public:
    static constexpr int MaxDepth = 64;

    explicit TomlReader(QByteArrayView text)
        : m_text(text)
    {
    }

    qsizetype offset() const { return m_at; }
    void moveTo(qsizetype at) { m_at = at; }
    bool atEnd() const { return m_at >= m_text.size(); }
    bool failed() const { return !m_defect.isEmpty(); }
    const QString &defect() const { return m_defect; }

    char peek(qsizetype ahead = 0) const { return m_at + ahead < m_text.size() ? m_text[m_at + ahead] : '\0'; }
    void skipBlanks(); //!< spaces and tabs
    /** White space, line ends and comments. */
    bool skipLines();
    /** Blanks, perhaps a comment, and the end of the line or of the text. */
    bool skipLineEnd();
    bool skip(char expected);
    /** A bare, quoted or dotted key. */
    bool readKey(QStringList &key);
    /** A value of any kind, as JSON; dates are text. */
    bool readValue(QJsonValue &value, int depth = 0);

private:
    bool fail(const QString &expected);
    bool skipComment();
    bool readSimpleKey(QString &key);
    bool readString(QString &text, bool mayHaveLines);
    bool readEscape(QByteArray &bytes, bool hasLines);
    bool readArray(QJsonValue &value, int depth);
    bool readInlineTable(QJsonValue &value, int depth);
    bool readWord(QJsonValue &value);
    bool skipLineBreak();

    QByteArrayView m_text;
    qsizetype m_at = 0;
    QString m_defect;
};

} // namespace Signalbox
