// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QJsonObject>
#include <QString>
#include <QStringList>

namespace Signalbox {

/** Stands where a secret is; given back in a change it means: leave what is there. See MaskFilling. */
QString maskedSecret();

/** A text with its secrets masked, and what the masks stand for. */
struct MaskedText
{
    QString text;
    QStringList secrets; //!< one for each mask, in order
};

/** A place in the settings: which texts there are secrets. */
class SecretPlace
{
public:
    SecretPlace() = default; //!< the whole

    SecretPlace below(const QString &key) const; //!< of a member; elements are where their list is
    MaskedText masked(const QString &text) const;
    MaskedText maskedElement(const QString &text, const QString &previous) const;
    bool isServer() const { return m_room == Room::Server; }

private:
    enum class Room {
        Settings,
        Auth,
        Servers,
        Server,
        Names, //!< of variables or headers
        Inside, //!< of a server
        Secret,
        Open //!< nothing there is secret
    };
    explicit SecretPlace(Room room)
        : m_room(room)
    {
    }

    Room m_room = Room::Settings;
};

/** The settings with the token and all secrets of the servers masked. `${…}` is no secret. */
QJsonObject withSecretsMasked(const QJsonObject &settings);

} // namespace Signalbox
