// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QList>
#include <QString>

namespace Signalbox {

struct SecretSpan
{
    qsizetype from = 0;
    qsizetype size = 0;
};

/** Whether the value of a variable, header, option or parameter with that name is not for every eye. */
bool soundsSecret(const QString &name);

/** Whether that is nothing but names of variables, `${…}`, perhaps behind a scheme as "Bearer". Nothing is secret in it. */
bool isReference(const QString &text);

/**
 * What is secret in a text of any kind, in its order: the password of an address, parameters and members of JSON under
 * names of secrets, what follows "Bearer", and what is a key by its looks.
 */
QList<SecretSpan> secretsInText(const QString &text);

/** And in an argument of a program: `--token=…`, `API_KEY=…`, `X-Api-Key: …`, and what follows an option like `--token`. */
QList<SecretSpan> secretsInArgument(const QString &argument, const QString &previous);

} // namespace Signalbox
