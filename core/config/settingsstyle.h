// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/wire/jsonview.h"

#include <QJsonValue>

namespace Signalbox {

/** How a text is laid out, and new values in the same manner. */
class SettingsStyle
{
public:
    explicit SettingsStyle(const QByteArray &text);

    /** `value` as it stands behind its key on a line indented by `indent`; on one line if `isInline`. */
    QByteArray written(const QJsonValue &value, const QByteArray &indent, bool isInline) const;
    /** Key and value. */
    QByteArray member(const QString &key, const QJsonValue &value, const QByteArray &indent, bool isInline) const;

    const QByteArray &lineBreak() const { return m_lineBreak; }
    const QByteArray &unit() const { return m_unit; } //!< one level of indentation
    /** The blanks that the line with this place of the text begins with. */
    QByteArray indentAt(const char *place) const;

private:
    QByteArray bracketed(const QList<QByteArray> &parts, const char *brackets, const QByteArray &indent,
                         bool isInline) const;

    QByteArrayView m_text;
    QByteArray m_lineBreak = "\n";
    QByteArray m_unit = "  ";
};

} // namespace Signalbox
