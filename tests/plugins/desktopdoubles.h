// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QDBusConnection>
#include <QDBusContext>
#include <QDBusMessage>
#include <QDBusObjectPath>
#include <QDBusUnixFileDescriptor>
#include <QFile>
#include <QObject>
#include <QProcess>
#include <QTemporaryDir>
#include <QTest>
#include <QVariantMap>

/* A session bus of the test's own, and the two services of a desktop on it. */

namespace Signalbox {

/** A bus that starts nothing but what `activatable` names, and that with a program which fails. */
class PrivateBus
{
public:
    explicit PrivateBus(const QString &activatable)
    {
        write(QStringLiteral("bus.conf"),
              "<busconfig><type>session</type><listen>unix:tmpdir=" + m_folder.path().toUtf8() + "</listen><servicedir>"
                  + m_folder.path().toUtf8()
                  + "</servicedir><policy context=\"default\"><allow send_destination=\"*\" eavesdrop=\"true\"/>"
                    "<allow eavesdrop=\"true\"/><allow own=\"*\"/></policy></busconfig>");
        write(activatable + QStringLiteral(".service"),
              "[D-BUS Service]\nName=" + activatable.toUtf8() + "\nExec=/bin/false\n");
        m_daemon.start(QStringLiteral("/usr/bin/dbus-daemon"),
                       {QStringLiteral("--nofork"), QStringLiteral("--print-address"),
                        QStringLiteral("--config-file=") + m_folder.filePath(QStringLiteral("bus.conf"))});
        QTRY_VERIFY(m_daemon.canReadLine());
        address = m_daemon.readLine().trimmed();
    }
    ~PrivateBus()
    {
        m_daemon.kill();
        m_daemon.waitForFinished();
    }

    QByteArray address;

private:
    void write(const QString &name, const QByteArray &content) const
    {
        QFile file(m_folder.filePath(name));
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write(content);
    }
    QTemporaryDir m_folder;
    QProcess m_daemon;
};

/** org.freedesktop.Notifications. */
class NotificationsDouble : public QObject, protected QDBusContext
{
    Q_OBJECT
    Q_CLASSINFO("D-Bus Interface", "org.freedesktop.Notifications")

public:
    QStringList capabilities;
    QString refusal;
    QStringList shown; //!< title, body and urgency of each

public Q_SLOTS:
    QStringList GetCapabilities() { return capabilities; }
    uint Notify(const QString &, uint, const QString &, const QString &title, const QString &body, const QStringList &,
                const QVariantMap &hints, int)
    {
        if (!refusal.isEmpty())
            sendErrorReply(QStringLiteral("org.example.Refused"), refusal);
        shown.append(title + QLatin1Char('|') + body + QLatin1Char('|')
                     + QString::number(hints.value(QStringLiteral("urgency")).toInt()));
        return 7;
    }
};

/** org.freedesktop.portal.OpenURI; answers with `code`, as the person would. */
class PortalDouble : public QObject, protected QDBusContext
{
    Q_OBJECT
    Q_CLASSINFO("D-Bus Interface", "org.freedesktop.portal.OpenURI")

public:
    uint code = 0;
    QStringList opened;

public Q_SLOTS:
    QDBusObjectPath OpenURI(const QString &, const QString &uri, const QVariantMap &options)
    {
        return answer(uri, options);
    }
    QDBusObjectPath OpenFile(const QString &, const QDBusUnixFileDescriptor &file, const QVariantMap &options)
    {
        const QString link = QStringLiteral("/proc/self/fd/%1").arg(file.fileDescriptor());
        return answer(QFile::symLinkTarget(link), options);
    }

private:
    QDBusObjectPath answer(const QString &what, const QVariantMap &options)
    {
        opened.append(what);
        const QString sender = message().service().mid(1).replace(QLatin1Char('.'), QLatin1Char('_'));
        const QString path = QStringLiteral("/org/freedesktop/portal/desktop/request/%1/%2")
                                 .arg(sender, options.value(QStringLiteral("handle_token")).toString());
        QDBusMessage response = QDBusMessage::createTargetedSignal(
            message().service(), path, QStringLiteral("org.freedesktop.portal.Request"), QStringLiteral("Response"));
        response << code << QVariantMap();
        connection().send(response);
        return QDBusObjectPath(path);
    }
};

} // namespace Signalbox
