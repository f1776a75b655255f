// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/clients/clients.h"
#include "core/clients/foundservers.h"

#include <QCryptographicHash>
#include <QDir>
#include <QFile>
#include <QTemporaryDir>

#include <sys/stat.h>

/** A home folder of its own with clients in it, and a gateway that clients could be connected to. */
class Household
{
public:
    Household()
    {
        instance.settingsFile = path(QStringLiteral(".config/signalbox/signalbox.json"));
        instance.stateFolder = path(QStringLiteral("state"));
        instance.environment.insert(QStringLiteral("HOME"), root.path());
        door.url = QStringLiteral("http://127.0.0.1:3625/mcp");
        door.program = QStringLiteral("/usr/bin/signalbox");
        door.arguments = QStringList{QStringLiteral("connect")};
    }

    Signalbox::Clients clients() const { return {door, instance}; }
    QString path(const QString &relative) const { return root.filePath(relative); }
    QString fileOf(const char *client) const
    {
        return Signalbox::clientKind(QLatin1StringView(client))->filePath(instance.environment);
    }
    bool write(const QString &file, const QByteArray &bytes, mode_t mode = 0644) const
    {
        QDir().mkpath(QFileInfo(file).path());
        QFile out(file);
        const bool written = out.open(QIODevice::WriteOnly) && out.write(bytes) == bytes.size();
        out.close();
        return written && ::chmod(QFile::encodeName(file).constData(), mode) == 0;
    }
    static QByteArray bytesOf(const QString &file)
    {
        QFile in(file);
        return in.open(QIODevice::ReadOnly) ? in.readAll() : QByteArray("(no file)");
    }
    static QByteArray hashOf(const QString &file)
    {
        return QCryptographicHash::hash(bytesOf(file), QCryptographicHash::Sha256).toHex();
    }
    static int modeOf(const QString &file)
    {
        struct stat facts = {};
        return ::stat(QFile::encodeName(file).constData(), &facts) == 0 ? int(facts.st_mode & 07777) : -1;
    }
    /** Works out the change and carries it out; what went wrong, or nothing. */
    QString connect(const char *client, bool replace = false) const
    {
        return done(clients().connecting(QLatin1StringView(client), replace));
    }
    QString undo(const char *client) const { return done(clients().undoing(QLatin1StringView(client))); }
    Signalbox::ClientState state(const char *client) const
    {
        return clients().state(*Signalbox::clientKind(QLatin1StringView(client)));
    }

    QTemporaryDir root;
    Signalbox::Instance instance;
    Signalbox::Door door;

private:
    QString done(const Signalbox::Result<Signalbox::ClientChange> &change) const
    {
        if (!change)
            return change.error().sentence;
        const Signalbox::Result<void> carried = clients().carryOut(*change);
        return carried ? QString() : carried.error().sentence;
    }
};
