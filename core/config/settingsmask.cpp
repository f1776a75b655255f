// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/config/settingsmask.h"

#include "core/config/secrettext.h"
#include "core/tap/secretnames.h"

#include <QJsonArray>

namespace Signalbox {

namespace {

MaskedText withSpansMasked(const QString &text, const QList<SecretSpan> &spans)
{
    MaskedText result;
    qsizetype done = 0;
    for (const SecretSpan &span : spans) {
        result.text += QStringView(text).sliced(done, span.from - done);
        result.text += maskedSecret();
        result.secrets.append(text.sliced(span.from, span.size));
        done = span.from + span.size;
    }
    result.text += QStringView(text).sliced(done);
    return result;
}

QJsonValue maskedValue(const QJsonValue &value, const SecretPlace &place)
{
    if (value.isString())
        return place.masked(value.toString()).text;
    if (value.isObject()) {
        QJsonObject object = value.toObject();
        for (auto member = object.begin(); member != object.end(); ++member)
            member.value() = maskedValue(member.value(), place.below(member.key()));
        return object;
    }
    if (!value.isArray())
        return value;
    QJsonArray list;
    const QJsonArray before = value.toArray();
    for (qsizetype i = 0; i < before.size(); ++i)
        list.append(before[i].isString() ? place.maskedElement(before[i].toString(), before.at(i - 1).toString()).text
                                         : maskedValue(before[i], place));
    return list;
}

} // namespace

QString maskedSecret()
{
    return QString(8, QChar(0x2022));
}

SecretPlace SecretPlace::below(const QString &key) const
{
    switch (m_room) {
    case Room::Settings:
        if (key == u"auth")
            return SecretPlace(Room::Auth);
        return SecretPlace(key == u"mcpServers" || key == u"servers" ? Room::Servers : Room::Open);
    case Room::Auth:
        return SecretPlace(key == u"token" ? Room::Secret : Room::Open);
    case Room::Servers:
        return SecretPlace(Room::Server);
    case Room::Server:
        for (const char *map : {"env", "headers", "environment", "requestHeaders"}) {
            if (key == QLatin1StringView(map))
                return SecretPlace(Room::Names);
        }
        return SecretPlace(isSecretName(key.toUtf8()) ? Room::Secret : Room::Inside);
    case Room::Names:
        return SecretPlace(soundsSecret(key) ? Room::Secret : Room::Inside);
    case Room::Inside:
        return SecretPlace(isSecretName(key.toUtf8()) ? Room::Secret : Room::Inside);
    case Room::Secret:
    case Room::Open:
        break;
    }
    return *this;
}

MaskedText SecretPlace::masked(const QString &text) const
{
    if (m_room == Room::Secret && !text.isEmpty() && !isReference(text))
        return {maskedSecret(), {text}};
    return m_room == Room::Inside ? withSpansMasked(text, secretsInText(text)) : MaskedText{text, {}};
}

MaskedText SecretPlace::maskedElement(const QString &text, const QString &previous) const
{
    return m_room == Room::Inside ? withSpansMasked(text, secretsInArgument(text, previous)) : masked(text);
}

QJsonObject withSecretsMasked(const QJsonObject &settings)
{
    return maskedValue(settings, SecretPlace()).toObject();
}

} // namespace Signalbox
