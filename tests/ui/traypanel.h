// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QDBusConnection>
#include <QDBusContext>
#include <QMutex>
#include <QObject>
#include <QStringList>
#include <QThread>
#include <QVariantMap>

namespace Signalbox {

/**
 * The panel's side of a tray: a StatusNotifierWatcher on a connection and in a thread of its own, as a real panel is a
 * process of its own. Everything it reads comes over the bus.
 */
class TrayPanel : public QObject, protected QDBusContext
{
    Q_OBJECT
    Q_CLASSINFO("D-Bus Interface", "org.kde.StatusNotifierWatcher")
    Q_PROPERTY(bool IsStatusNotifierHostRegistered READ isHere)
    Q_PROPERTY(int ProtocolVersion READ protocolVersion)
    Q_PROPERTY(QStringList RegisteredStatusNotifierItems READ items)

public:
    TrayPanel();
    ~TrayPanel() override;

    bool isHere() const { return true; }
    int protocolVersion() const { return 0; }
    QStringList items() const;

    /** Takes the name on the bus: now there is a panel. */
    void appear();
    /** Where the first item is to be found; empty while there is none. */
    QString item() const { return items().value(0); }
    /** A property of the first item. */
    QVariant itemProperty(const QString &name);
    /** The menu of the first item: number of the entry and its text. */
    QList<std::pair<int, QString>> menu();
    void click(int entry);

public Q_SLOTS:
    void RegisterStatusNotifierItem(const QString &service);
    void RegisterStatusNotifierHost(const QString &) { }

private:
    QDBusConnection m_bus;
    QThread m_thread;
    mutable QMutex m_lock; //!< items come in the thread of the panel
    QStringList m_items;
    QString m_menuPath;
};

} // namespace Signalbox
