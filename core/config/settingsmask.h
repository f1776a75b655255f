// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QJsonObject>
#include <QString>

namespace Signalbox {

/** Stands where a secret is; given back in a change it means: leave what is there. */
QString maskedSecret();

/** Whether the value of a variable or header with that name is not for every eye. */
bool soundsSecret(const QString &name);

/** The settings with the token, and the secrets in env and headers of the servers, masked. `${…}` is no secret. */
QJsonObject withSecretsMasked(const QJsonObject &settings);

/** `value` with every mask replaced by what `before` has at that place. */
QJsonValue withMasksFilled(const QJsonValue &value, const QJsonValue &before);

} // namespace Signalbox
