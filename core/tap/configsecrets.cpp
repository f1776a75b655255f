// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/tap/configsecrets.h"

#include "core/config/secrettext.h"
#include "core/tap/secretnames.h"

#include <QJsonArray>
#include <QJsonObject>

namespace Signalbox {

namespace {

void collectParts(const QString &text, const QList<SecretSpan> &spans, QByteArrayList &secrets)
{
    for (const SecretSpan &span : spans)
        secrets.append(text.sliced(span.from, span.size).toUtf8());
}

/** `isSecret`: it stands below the name of a secret. Settings are bounded in depth by their reader. */
void collect(const QJsonValue &value, bool isSecret, QByteArrayList &secrets)
{
    if (value.isObject()) {
        const QJsonObject object = value.toObject();
        for (auto member = object.begin(); member != object.end(); ++member)
            collect(member.value(), isSecret || isSecretName(member.key().toUtf8()), secrets);
    } else if (value.isArray()) {
        const QJsonArray array = value.toArray();
        for (qsizetype i = 0; i < array.size(); ++i) {
            collect(array[i], isSecret, secrets);
            const QString text = array[i].toString();
            collectParts(text, secretsInArgument(text, array.at(i - 1).toString()), secrets);
        }
    } else if (isSecret && value.isString()) {
        const QByteArray text = value.toString().toUtf8();
        secrets.append(text);
        // Of "Bearer abc" the second word is the secret.
        if (const qsizetype space = text.lastIndexOf(' '); space >= 0)
            secrets.append(text.mid(space + 1));
    } else if (value.isString()) {
        collectParts(value.toString(), secretsInText(value.toString()), secrets);
    }
}

} // namespace

QByteArrayList secretsIn(const Config &config)
{
    QByteArrayList secrets;
    if (!config.token.isEmpty())
        secrets.append(config.token);
    for (const ServerConfig &server : config.servers)
        collect(server.settings, false, secrets);
    return secrets;
}

} // namespace Signalbox
