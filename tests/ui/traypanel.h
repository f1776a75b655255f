// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QDBusConnection>
#include <QDBusContext>
#include <QImage>
#include <QMutex>
#include <QObject>
#include <QStringList>
#include <QThread>
#include <QVariantMap>

#include <atomic>

class QDBusMessage;

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
    /** An entry of the menu that a panel would draw. */
    struct Entry
    {
        int number = 0;
        QStringList path; //!< texts of the menus above it and its own, with _ before the key; empty at a separator
        bool isEnabled = true;
        bool isMenu = false;
        QImage icon;
    };

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
    QList<QImage> icons(); //!< of the first item, one of each size
    QString toolTip();
    /** The menu of the first item, from top to bottom, submenus behind their own entry. */
    QList<Entry> menu();
    void click(int entry);
    /** How often the first item has said that its menu is not as it was; counts from the first menu() on. */
    int menuNews() const { return m_menuNews; }

public Q_SLOTS:
    void RegisterStatusNotifierItem(const QString &service);
    void RegisterStatusNotifierHost(const QString &) { }
    Q_NOREPLY void onMenuNews(const QDBusMessage &);

private:
    QDBusConnection m_bus;
    QThread m_thread;
    mutable QMutex m_lock; //!< items come in the thread of the panel
    QStringList m_items;
    QString m_menuPath;
    std::atomic_int m_menuNews = 0;
};

} // namespace Signalbox
