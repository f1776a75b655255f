// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/plugin/backendplugin.h"
#include "tests/plugins/toolbench.h"

#include <QDir>
#include <QFile>
#include <QJsonObject>
#include <QPluginLoader>
#include <QTemporaryDir>
#include <QTest>

#include <memory>

/* The desk plugin as the gateway loads it, in an environment that holds only what the test puts there. */

namespace Signalbox {

/** An environment of its own: no display, no bus, and a PATH with nothing but the programs written here. */
class DeskWorld
{
public:
    DeskWorld()
    {
        qunsetenv("DISPLAY");
        qunsetenv("WAYLAND_DISPLAY");
        qunsetenv("DBUS_SESSION_BUS_ADDRESS");
        qputenv("XDG_RUNTIME_DIR", folder.path().toUtf8());
        qputenv("PATH", folder.path().toUtf8());
        qputenv("BENCH", folder.path().toUtf8());
    }

    /** Everything here is executable, as on a disk that knows no such mark. */
    void addText(const QString &name, const QByteArray &text) const
    {
        QFile file(folder.filePath(name));
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write(text);
        file.close();
        QVERIFY(file.setPermissions(QFileDevice::ReadOwner | QFileDevice::WriteOwner | QFileDevice::ExeOwner));
    }
    /** A shell script in PATH; `$BENCH` is the folder of this world. */
    void addProgram(const QString &name, const QByteArray &script) const { addText(name, "#!/bin/sh\n" + script); }
    QByteArray content(const QString &name) const
    {
        QFile file(folder.filePath(name));
        return file.open(QIODevice::ReadOnly) ? file.readAll().trimmed() : QByteArray();
    }

    QTemporaryDir folder;
};

inline BackendPlugin *deskPlugin()
{
    QPluginLoader loader(QStringLiteral(TEST_BINARY_DIRECTORY "/lib/signalbox/plugins/libdesk.so"));
    return qobject_cast<BackendPlugin *>(loader.instance());
}

/** `switches` as signalbox.settings of an entry in mcpServers. */
inline QJsonObject deskEntry(const QJsonObject &switches)
{
    return {{QStringLiteral("type"), QStringLiteral("desk")},
            {QStringLiteral("signalbox"), QJsonObject{{QStringLiteral("settings"), switches}}}};
}

/** One open desk and what it said. */
class DeskBench
{
public:
    explicit DeskBench(const QJsonObject &switches = {}, Bus *bus = nullptr)
    {
        Surroundings surroundings;
        surroundings.serverName = QStringLiteral("desk");
        surroundings.processTag = "SIGNALBOX_TAG=deskbench";
        surroundings.bus = bus;
        auto made = deskPlugin()->create(deskEntry(switches), surroundings);
        QVERIFY(made.ok());
        backend = std::move(*made);
        peer = std::make_unique<BackendPeer>(*backend);
        backend->open();
        QTRY_COMPARE(peer->opened, 1);
    }

    void say(const QByteArray &bytes) { backend->send(parsed(bytes), Route{1, {}}); }
    void startCall(const QByteArray &tool, const QByteArray &arguments)
    {
        say(R"({"jsonrpc":"2.0","id":"c","method":"tools/call","params":{"name":")" + tool + R"(","arguments":)"
            + arguments + ",$M}}");
    }
    /** The result of one call, waited for. */
    JsonView call(const QByteArray &tool, const QByteArray &arguments = "{}")
    {
        startCall(tool, arguments);
        return answer();
    }
    JsonView answer()
    {
        const auto isThere = [this] { return !peer->messages.isEmpty() && peer->messages.last().isResponse(); };
        if (!QTest::qWaitFor(isThere, 10'000))
            return {};
        kept = peer->messages.takeLast();
        return kept.resultValue();
    }
    QByteArray text(const QByteArray &tool, const QByteArray &arguments = "{}")
    {
        return textOf(call(tool, arguments));
    }
    static QByteArray textOf(JsonView result)
    {
        return result["content"].count() == 1 ? (*result["content"].begin())["text"].string() : QByteArray();
    }
    bool isError() const { return kept.resultValue()["isError"].boolean() == true; }
    QByteArray tools()
    {
        say(R"({"jsonrpc":"2.0","id":"l","method":"tools/list","params":{$M}})");
        QList<QByteArray> names;
        const JsonView list = answer()["tools"];
        for (const JsonView tool : list)
            names.append(tool["name"].string());
        return names.join(' ');
    }

    std::unique_ptr<Backend> backend;
    std::unique_ptr<BackendPeer> peer;
    Message kept;
};

} // namespace Signalbox
