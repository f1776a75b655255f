// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/tray/desktopnotices.h"

namespace Signalbox {

namespace {

struct ActionKey
{
    Alert::Action action;
    const char *key;
};
constexpr ActionKey actionKeys[] = {
    {Alert::Show, "default"}, {Alert::Restart, "restart"}, {Alert::OpenSettings, "settings"}};

} // namespace

DesktopNotices::DesktopNotices(QObject *parent, const QDBusConnection &bus)
    : QObject(parent)
    , m_notification(bus)
{
    connect(&m_notification, &DesktopNotification::chosen, this, &DesktopNotices::onChosen);
    connect(&m_notification, &DesktopNotification::notShown, this,
            [this](const DesktopNotification::Content &content) { Q_EMIT notShown(content.title, content.text); });
}

QString DesktopNotices::label(Alert::Action action)
{
    switch (action) {
    case Alert::Show:
        return tr("Show");
    case Alert::Restart:
        return tr("Restart");
    case Alert::OpenSettings:
        return tr("Open settings");
    }
    return {};
}

void DesktopNotices::show(const Alert &alert)
{
    DesktopNotification::Content content{alert.title, alert.text, {}, alert.backend};
    for (const Alert::Action action : alert.actions) {
        for (const ActionKey &row : actionKeys) {
            if (row.action == action)
                content.actions.append({QLatin1String(row.key), label(action)});
        }
    }
    m_notification.show(content);
}

void DesktopNotices::onChosen(const QString &key, quint64 backend)
{
    for (const ActionKey &row : actionKeys) {
        if (key == QLatin1String(row.key))
            Q_EMIT chosen(row.action, backend);
    }
}

} // namespace Signalbox
