// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/result.h"

#include <QJsonObject>
#include <QProcess>
#include <QTemporaryDir>

#include <memory>

namespace Signalbox {

/** The real program in places of its own: settings, state and control socket in a temporary folder. */
class ProgramHouse
{
public:
    ProgramHouse();

    QString path(const char *name) const { return m_folder.filePath(QString::fromLatin1(name)); }
    QString settingsFile() const { return path("config/signalbox/signalbox.json"); }
    void writeSettings(const QByteArray &text) const;
    void setVariable(const char *name, const char *value);

    std::unique_ptr<QProcess> start(const QStringList &arguments) const;
    /** Starts with any free port and waits for the address. */
    std::unique_ptr<QProcess> run(const QStringList &arguments = {QStringLiteral("--headless")});
    /** The newest address that this process has printed, once it differs from `last`; empty if none comes. */
    QString nextUrl(QProcess &process, const QString &last = {});
    /** What processes printed since the last call of forgetPrinted(). */
    const QByteArray &printed() const { return m_printed; }
    void forgetPrinted() { m_printed.clear(); }
    /** Waits for a complaint and takes what was complained about until then. */
    static bool complains(QProcess &process, const QByteArray &what);
    /** Ends the process by a signal; its exit code, or -1 if it did not end in good order. */
    static int end(QProcess &process, int signal);

    /** Over the control socket. */
    Result<QJsonObject> ask(const QString &command) const;
    static bool isReachable(const QString &url);
    static QByteArray mapsOf(const QProcess &process);
    static quint16 freePort();

private:
    QTemporaryDir m_folder;
    QProcessEnvironment m_environment;
    QByteArray m_printed;
};

} // namespace Signalbox
