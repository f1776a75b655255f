// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/config/foreignkeys.h"

namespace Signalbox {

namespace {

/** Names, pictures, and what the other program asks its own user. */
constexpr const char *dropped[] = {
    "name",     "description", "icon",        "iconPath",  "gallery",     "version", "metadata",
    "notes",    "autoApprove", "alwaysAllow", "autoStart", "autoInstall", "trust",   "isActive",
    "provider", "providerUrl", "logoUrl",     "tags",      "registryUrl", "dev",     "source"};

struct Spelling
{
    const char *theirs;
    const char *ours;
};
constexpr Spelling spellings[] = {{"serverUrl", "url"},      {"httpUrl", "url"},     {"transport", "type"},
                                  {"transportType", "type"}, {"environment", "env"}, {"requestHeaders", "headers"}};

struct Missed
{
    const char *key;
    const char *sentence;
};
const char toolChoice[] = "not used: every tool of the server is offered";
const char signIn[] = "not used: put what the server asks for into headers";
constexpr Missed missed[] = {
    {"envFile", "not used: put the variables into env"},
    {"timeout", "not used: set signalbox.limits.callSilence"},
    {"initTimeout", "not used: set signalbox.limits.startTime"},
    {"startup_timeout_sec", "not used: set signalbox.limits.startTime"},
    {"tool_timeout_sec", "not used: set signalbox.limits.callSilence"},
    {"tools", toolChoice},
    {"includeTools", toolChoice},
    {"excludeTools", toolChoice},
    {"enabledTools", toolChoice},
    {"disabledTools", toolChoice},
    {"auth", signIn},
    {"oauth", signIn},
    {"authProviderType", signIn},
    {"sandbox", "not used: the server runs with your own rights"},
    {"sandboxEnabled", "not used: the server runs with your own rights"},
};

} // namespace

QJsonObject withoutForeignKeys(Section entry)
{
    QJsonObject result = entry.object();
    for (const char *key : dropped)
        result.remove(QLatin1StringView(key));
    for (const auto &[theirs, ours] : spellings) {
        const QJsonValue value = result.take(QLatin1StringView(theirs));
        if (!value.isUndefined() && !result.contains(QLatin1StringView(ours)))
            result.insert(QLatin1StringView(ours), value);
    }
    for (const auto &[key, sentence] : missed) {
        const QJsonValue value = result.take(QLatin1StringView(key));
        if (!value.isUndefined())
            entry.complain(QLatin1StringView(key), QString::fromLatin1(sentence));
    }
    const QJsonValue enabled = result.take(QStringLiteral("enabled"));
    if (enabled == false)
        result.insert(QStringLiteral("disabled"), true);
    return result;
}

} // namespace Signalbox
