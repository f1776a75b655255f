// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/inspector/curltext.h"

#include <QUrl>

namespace Signalbox {

namespace {

/** Single quotes keep everything but themselves. */
QByteArray quoted(QByteArray text)
{
    text.replace('\0', QByteArray());
    return '\'' + text.replace('\'', "'\\''") + '\'';
}

/** The value at the end is a variable of the shell, everything before it text. */
QByteArray withVariable(const QByteArray &text, QByteArrayView variable)
{
    if (!text.endsWith(variable))
        return quoted(text);
    return quoted(text.chopped(variable.size())) + '"' + variable.toByteArray() + '"';
}

QByteArray argument(const QByteArray &text)
{
    return text.endsWith("$TOKEN") ? withVariable(text, "$TOKEN") : withVariable(text, "$SESSION");
}

} // namespace

bool hasCurl(const TapRecord &record)
{
    return record.side == TapRecord::Side::Client && record.isInbound && !record.address.isEmpty();
}

QString curlText(const TapRecord &record, const QString &url)
{
    const QByteArray origin = QUrl(url).adjusted(QUrl::RemovePath | QUrl::RemoveQuery).toEncoded();
    QByteArray text;
    if (record.headers.contains("$SESSION") || record.address.contains("$SESSION"))
        text += "SESSION='' # id of a session, as the answer to initialize names it\n";
    if (record.headers.contains("$TOKEN"))
        text += "TOKEN='' # that the gateway wants\n";
    if (record.isChanged)
        text += "# secrets in the message are hidden: put yours in their place\n";
    if (record.isCut)
        text += "# the message was too long to keep: only its beginning is here\n";
    text += "curl -sSN " + argument(origin + record.address);
    if (record.kind == TapRecord::Kind::Http && record.method != "GET")
        text += " -X " + quoted(record.method);
    const QByteArrayList headers = record.headers.split('\n');
    for (const QByteArray &header : headers) {
        if (!header.isEmpty())
            text += " \\\n  -H " + argument(header);
    }
    if (record.kind != TapRecord::Kind::Http)
        text += " \\\n  --data-binary " + quoted(record.bytes);
    return QString::fromUtf8(text + '\n');
}

} // namespace Signalbox
