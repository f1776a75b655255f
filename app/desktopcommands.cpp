// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/desktopcommands.h"

#include "core/bus/bus.h"

namespace Signalbox {

namespace {

QString word(Autostart::State state)
{
    switch (state) {
    case Autostart::State::Off:
        return QStringLiteral("off");
    case Autostart::State::On:
        return QStringLiteral("on");
    case Autostart::State::Different:
        break;
    }
    return QStringLiteral("different");
}

} // namespace

DesktopCommands::DesktopCommands(Control *control, Bus *bus, Autostart autostart, bool hasWindow)
    : m_autostart(std::move(autostart))
{
    control->add({QStringLiteral("window.raise"), {}, QStringLiteral("Bring the window before the person's eyes.")},
                 [bus, hasWindow](const QJsonObject &, const Control::Answer &answer) {
                     if (!hasWindow)
                         return answer(Reason{QStringLiteral("this gateway runs without a window")});
                     Q_EMIT bus->windowAsked();
                     answer(QJsonObject());
                 });
    control->add({QStringLiteral("login"), {}, QStringLiteral("Tell whether the gateway starts at login.")},
                 [this](const QJsonObject &, const Control::Answer &answer) { answer(login()); });
    control->add({QStringLiteral("login.set"),
                  {QStringLiteral("on")},
                  QStringLiteral("Start the gateway at login, or no longer.")},
                 [this](const QJsonObject &arguments, const Control::Answer &answer) {
                     const QJsonValue on = arguments.value(QStringLiteral("on"));
                     const bool isWord = on == QStringLiteral("true") || on == QStringLiteral("false");
                     if (!on.isBool() && !isWord)
                         return answer(Reason{QStringLiteral("on: expected true or false")});
                     const Result<void> done =
                         m_autostart.set(on.isBool() ? on.toBool() : on == QStringLiteral("true"));
                     if (!done)
                         return answer(done.error());
                     answer(login());
                 });
}

QJsonObject DesktopCommands::login() const
{
    return {{QStringLiteral("state"), word(m_autostart.state())},
            {QStringLiteral("file"), m_autostart.file()},
            {QStringLiteral("entry"), QString::fromUtf8(m_autostart.entry())}};
}

} // namespace Signalbox
