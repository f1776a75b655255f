// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/tap/secretnames.h"

#include <QByteArray>

#include <algorithm>
#include <array>

namespace Signalbox {

namespace {

/** Letters and digits alone, lower case. */
QByteArray plainWord(QByteArrayView name)
{
    QByteArray word;
    word.reserve(name.size());
    for (const char character : name) {
        if (character >= 'A' && character <= 'Z')
            word += char(character - 'A' + 'a');
        else if (character != '-' && character != '_' && character != '.' && character != ' ')
            word += character;
    }
    return word;
}

constexpr std::array<QByteArrayView, 11> anywhere = {"password", "passwd",     "passphrase", "secret",  "apikey", "authorization",
                                                     "credential", "privatekey", "accesskey", "cookie", "authkey"};
constexpr std::array<QByteArrayView, 7> atTheEnd = {"token", "sessionid", "bearer", "jwt", "requeststate", "sshkey", "pincode"};
constexpr std::array<QByteArrayView, 2> harmless = {"progresstoken", "nexttoken"};

} // namespace

bool isSecretName(QByteArrayView name)
{
    const QByteArray word = plainWord(name);
    if (std::ranges::find(harmless, QByteArrayView(word)) != harmless.end())
        return false;
    return std::ranges::any_of(anywhere, [&word](QByteArrayView part) { return word.contains(part); })
        || std::ranges::any_of(atTheEnd, [&word](QByteArrayView end) { return word.endsWith(end); });
}

bool isEnvironmentName(QByteArrayView name)
{
    const QByteArray word = plainWord(name);
    return word == "env" || word == "environment" || word == "environ";
}

} // namespace Signalbox
