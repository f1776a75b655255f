// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/result.h"

#include <QJsonArray>
#include <QJsonObject>
#include <QObject>

#include <functional>

namespace Signalbox {

class Control;
class Conversations;
class ModernFront;
class Person;
class Router;
class UpstreamSet;

/** What a person can ask of the gateway: puts its rows into the table of commands. Everything given outlives it. */
class GatewayCommands : public QObject
{
    Q_OBJECT

public:
    struct Rooms
    {
        UpstreamSet *upstreams = nullptr;
        Conversations *conversations = nullptr;
        ModernFront *modern = nullptr;
        Person *person = nullptr;
        const Router *router = nullptr;
        std::function<QJsonObject()> status; //!< addresses, figures
    };
    GatewayCommands(Control *control, Rooms rooms);

private:
    Result<QJsonObject> onBackend(const QJsonObject &arguments, const std::function<void(class Upstream &)> &act) const;
    QJsonObject backends() const;
    QJsonArray sessions() const;
    QJsonObject tools() const;

    Rooms m_rooms;
};

} // namespace Signalbox
