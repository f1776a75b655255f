// SPDX-License-Identifier: GPL-3.0-or-later
#include "plugins/stdio/environment.h"

namespace Signalbox {

namespace {

constexpr const char *passedOn[] = {
    "HOME",
    "LOGNAME",
    "SHELL",
    "TERM",
    "USER", // the list of the official SDKs; PATH has its own rule
    "LANG",
    "LANGUAGE",
    "TZ",
    "TMPDIR", // language, time zone, room for files
    "DISPLAY",
    "WAYLAND_DISPLAY",
    "XAUTHORITY",
    "DBUS_SESSION_BUS_ADDRESS",
    "SSH_AUTH_SOCK", // what opens a browser, shows a window, signs in
    "HTTP_PROXY",
    "HTTPS_PROXY",
    "ALL_PROXY",
    "NO_PROXY",
    "http_proxy",
    "https_proxy",
    "all_proxy",
    "no_proxy",
    "SSL_CERT_FILE",
    "SSL_CERT_DIR",
    "NODE_EXTRA_CA_CERTS", // without them nothing is reached behind some proxies
};
constexpr const char *passedOnPrefixes[] = {"LC_", "XDG_"};

bool isPassedOn(const QString &name)
{
    for (const char *candidate : passedOn) {
        if (name == QLatin1String(candidate))
            return true;
    }
    for (const char *prefix : passedOnPrefixes) {
        if (name.startsWith(QLatin1String(prefix)))
            return true;
    }
    return false;
}

} // namespace

QProcessEnvironment childEnvironment(const QMap<QString, QString> &configured, const QString &path)
{
    const QProcessEnvironment own = QProcessEnvironment::systemEnvironment();
    QProcessEnvironment environment;
    const QStringList names = own.keys();
    for (const QString &name : names) {
        if (isPassedOn(name))
            environment.insert(name, own.value(name));
    }
    for (auto entry = configured.begin(); entry != configured.end(); ++entry)
        environment.insert(entry.key(), entry.value());
    environment.insert(QStringLiteral("PATH"), path); // begins with the configured one where there is one
    return environment;
}

} // namespace Signalbox
