// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/wire/message.h"

#include <QByteArray>
#include <QByteArrayView>
#include <QList>
#include <QString>

namespace Signalbox {

/** An answer with an error, before it knows which request it belongs to. */
struct ToolRefusal
{
    int code = 0;
    QString sentence;
    QByteArray data; //!< raw JSON; empty = none
};

/**
 * One version of the protocol as an in-process server speaks it: what may appear in its answers. The booleans are the
 * only thing that the rest of ToolServer knows about versions.
 */
struct ToolGeneration
{
    QByteArrayView version;
    bool isStateless = false; //!< no handshake: every request describes itself in params._meta
    bool hasAnnotations = false;
    bool hasTitles = false; //!< and structuredContent, which came with them
    bool hasProgressMessages = false;
    bool argumentFaultsAreResults = false; //!< a result with isError, which the model reads; before: error -32602

    /** What a handshake that asks for `wanted` ends in: that version, or our newest one with a handshake. */
    static const ToolGeneration *forHandshake(QByteArrayView wanted);
    /** Whether this request claims a stateless version, known or not; a handshake does so only if it is complete. */
    static bool isStatelessRequest(const Message &message);
    /** The version a request names in params._meta, or what is wrong with that. */
    static Result<const ToolGeneration *, ToolRefusal> ofStateless(const Message &message);
    /** The versions without handshake, as a raw JSON array. */
    static QByteArray statelessVersions();
};

/** One request on its way through a ToolServer. */
struct ToolRequest
{
    Message message;
    quint64 exchange = 0;
    const ToolGeneration *generation = nullptr;
};

/** How urgent a log line is, least first; the order and the words are those of syslog. */
enum class LogLevel { Debug, Info, Notice, Warning, Error, Critical, Alert, Emergency };
QByteArrayView logLevelName(LogLevel level);
/** Nothing for a word that is no level. */
std::optional<LogLevel> logLevelNamed(JsonView name);

} // namespace Signalbox
