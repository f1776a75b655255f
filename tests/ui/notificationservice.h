// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QDBusConnection>
#include <QDBusContext>
#include <QDBusMessage>
#include <QMap>
#include <QObject>
#include <QStringList>
#include <QVariantMap>

namespace Signalbox {

/** A desktop's notifications on a connection of their own: what is there, what was asked, what a person does. */
class NotificationService : public QObject, protected QDBusContext
{
    Q_OBJECT
    Q_CLASSINFO("D-Bus Interface", "org.freedesktop.Notifications")

public:
    struct Shown
    {
        QString title;
        QString text;
        QStringList actions;
        QVariantMap hints;
        int expires = 0;
    };

    /** Whether the session bus is one for tests: nobody shows notifications on it or would be started for it. */
    static bool isBusFree();

    explicit NotificationService(const QStringList &capabilities = {QStringLiteral("body"), QStringLiteral("actions")},
                                 uint firstId = 1);
    ~NotificationService() override;

    const QMap<uint, Shown> &there() const { return m_there; }
    int asked() const { return m_asked; } //!< Notify calls
    const QList<uint> &takenBack() const { return m_takenBack; }

    void press(uint id, const QString &action);
    void dismiss(uint id);

    /** From now on questions wait for answerAll(). */
    void hold() { m_isHolding = true; }
    int held() const { return static_cast<int>(m_held.size()); }
    void answerAll();
    /** From now on every Notify fails. */
    void refuse() { m_isRefusing = true; }

public Q_SLOTS:
    QStringList GetCapabilities();
    uint Notify(const QString &application, uint replaces, const QString &icon, const QString &title,
                const QString &text, const QStringList &actions, const QVariantMap &hints, int expires);
    void CloseNotification(uint id);

Q_SIGNALS:
    void ActionInvoked(uint id, const QString &action);
    void NotificationClosed(uint id, uint reason);

private:
    QDBusConnection m_bus;
    QStringList m_capabilities;
    uint m_nextId;
    QMap<uint, Shown> m_there;
    QList<uint> m_takenBack;
    QList<QDBusMessage> m_held;
    int m_asked = 0;
    bool m_isHolding = false;
    bool m_isRefusing = false;
};

} // namespace Signalbox
