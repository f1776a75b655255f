// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QDBusConnection>
#include <QObject>
#include <QStringList>
#include <QTimer>
#include <QVariantList>

#include <optional>

class QDBusMessage;

namespace Signalbox {

/**
 * One notification of the desktop (org.freedesktop.Notifications): a new content takes the place of the one before.
 * Nothing waits for the service. Whatever it cannot show in time, notShown() leaves to somebody else; should the
 * service show it after all, it is taken back.
 */
class DesktopNotification : public QObject
{
    Q_OBJECT

public:
    struct Action
    {
        QString key; //!< "default" is a click on the notification itself
        QString words; //!< on its button
    };
    struct Content
    {
        QString title;
        QString text; //!< plain; may hold anything
        QList<Action> actions;
        quint64 about = 0; //!< comes back with the action that is chosen
        bool stays = false; //!< until it is closed; otherwise as long as the desktop thinks right
    };

    /** `patience`: ms that the service may take. */
    explicit DesktopNotification(const QDBusConnection &bus = QDBusConnection::sessionBus(), int patience = 5'000,
                                 QObject *parent = nullptr);
    /** Closes it. */
    ~DesktopNotification() override;

    void show(const Content &content);
    void close();
    bool isThere() const { return m_id != 0; }

Q_SIGNALS:
    void chosen(const QString &action, quint64 about);
    void notShown(const Signalbox::DesktopNotification::Content &content);

private Q_SLOTS:
    void onAction(uint id, const QString &action);
    void onClosed(uint id);

private:
    using Then = void (DesktopNotification::*)(const QDBusMessage &answer);

    void proceed();
    void ask(const QString &method, const QVariantList &arguments, Then then);
    void takeCapabilities(const QDBusMessage &answer);
    void takeId(const QDBusMessage &answer);
    void giveUp();
    void takeBack();
    void forgetService();
    QVariantList arguments(const Content &content) const;

    QDBusConnection m_bus;
    QTimer m_patience;
    std::optional<QStringList> m_capabilities; //!< of the service that is there
    std::optional<Content> m_next; //!< waits for an answer to what was asked before
    Content m_sent;
    quint64 m_about = 0; //!< of what is shown
    uint m_id = 0; //!< of what is shown; 0 = nothing
    bool m_isAsking = false;
    bool m_isLate = false; //!< the answer is no longer waited for
    bool m_isUnwanted = false; //!< what is being sent was closed before it was shown
};

} // namespace Signalbox
