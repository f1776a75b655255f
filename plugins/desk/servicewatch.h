// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QDBusConnection>
#include <QDBusServiceWatcher>
#include <QHash>
#include <QObject>
#include <QString>

namespace Signalbox {

/**
 * Which services of the session bus are there: running, or startable by the bus. Asks without waiting; a machine
 * without a session bus simply has none of them.
 */
class ServiceWatch : public QObject
{
    Q_OBJECT

public:
    ServiceWatch(const QStringList &services, QObject *parent);

    /** Asks the bus; answers known(), also where there is no bus, never from inside this call. */
    void start();
    bool isRunning(const QString &service) const { return m_running.value(service); }
    bool isStartable(const QString &service) const { return m_startable.contains(service); }
    QDBusConnection bus() const { return m_bus; }

Q_SIGNALS:
    void known();
    void changed();

private:
    void connected();
    void askStartable();
    void askRunning(const QString &service);
    void oneAnswered();
    void ownerChanged(const QString &service, const QString &before, const QString &now);

    const QStringList m_services;
    QDBusConnection m_bus; //!< not connected until the bus has greeted us
    QDBusServiceWatcher m_watcher;
    QHash<QString, bool> m_running;
    QStringList m_startable;
    qsizetype m_open = 0; //!< questions without an answer yet
};

} // namespace Signalbox
