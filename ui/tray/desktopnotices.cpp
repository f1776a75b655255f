// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/tray/desktopnotices.h"

#include <QDBusConnection>
#include <QDBusMessage>
#include <QDBusPendingCallWatcher>
#include <QDBusPendingReply>
#include <QVariantMap>

namespace Signalbox {

namespace {

const QString service = QStringLiteral("org.freedesktop.Notifications");
const QString path = QStringLiteral("/org/freedesktop/Notifications");
constexpr int answerTime = 5'000; //!< ms that the desktop may take

struct ActionName
{
    Alert::Action action;
    const char *name;
};
constexpr ActionName actionNames[] = {
    {Alert::Show, "default"}, {Alert::Restart, "restart"}, {Alert::OpenSettings, "settings"}};

/** Bodies are read as markup by many desktops. */
QString escaped(const QString &text)
{
    return text.toHtmlEscaped();
}

} // namespace

DesktopNotices::DesktopNotices(QObject *parent)
    : QObject(parent)
{
    QDBusConnection bus = QDBusConnection::sessionBus();
    bus.connect(service, path, service, QStringLiteral("ActionInvoked"), this, SLOT(onActionInvoked(quint32, QString)));
    bus.connect(service, path, service, QStringLiteral("NotificationClosed"), this, SLOT(onClosed(quint32, quint32)));
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
    QDBusConnection bus = QDBusConnection::sessionBus();
    if (!bus.isConnected()) {
        Q_EMIT notShown(alert);
        return;
    }
    QStringList actions;
    for (const Alert::Action action : alert.actions) {
        for (const ActionName &row : actionNames) {
            if (row.action == action)
                actions << QLatin1String(row.name) << label(action);
        }
    }
    QDBusMessage call = QDBusMessage::createMethodCall(service, path, service, QStringLiteral("Notify"));
    call << QStringLiteral("Signalbox") << m_id << QStringLiteral("signalbox") << alert.title << escaped(alert.text)
         << actions << QVariantMap{{QStringLiteral("desktop-entry"), QStringLiteral("signalbox")}} << -1;
    auto *answer = new QDBusPendingCallWatcher(bus.asyncCall(call, answerTime), this);
    connect(answer, &QDBusPendingCallWatcher::finished, this,
            [this, alert](QDBusPendingCallWatcher *finished) { onAnswer(finished, alert); });
}

void DesktopNotices::onAnswer(QDBusPendingCallWatcher *answer, const Alert &alert)
{
    answer->deleteLater();
    const QDBusPendingReply<quint32> reply = *answer;
    if (reply.isError()) {
        m_id = 0;
        Q_EMIT notShown(alert);
        return;
    }
    m_id = reply.value();
    m_backend = alert.backend;
}

void DesktopNotices::onActionInvoked(quint32 id, const QString &action)
{
    if (id == 0 || id != m_id)
        return;
    for (const ActionName &row : actionNames) {
        if (action == QLatin1String(row.name))
            Q_EMIT chosen(row.action, m_backend);
    }
}

void DesktopNotices::onClosed(quint32 id, quint32)
{
    if (id == m_id)
        m_id = 0;
}

} // namespace Signalbox
