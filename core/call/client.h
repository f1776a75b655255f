// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/policy/policy.h"
#include "core/wire/message.h"

#include <QByteArray>

#include <memory>

namespace Signalbox {

/** What a client can be asked; set once from what it declared, never changed. */
struct ClientFeatures
{
    bool roots = false;
    bool rootsListChanged = false;
    bool sampling = false;
    bool samplingTools = false;
    bool samplingContext = false;
    bool elicitationForm = false;
    bool elicitationUrl = false;
    bool tasks = false; //!< the extension of 2026-07-28
};

/** Why a client that declared these cannot be asked that: a sentence for the server; empty if it can. */
QByteArrayView cannotBeAsked(const ClientFeatures &features, const Message &question);

/**
 * What the house behind the fronts may know of a client: enough to route, to ask and to bill, and no session id.
 * Shared by the front's session and the calls it started; immutable.
 */
struct Client
{
    quint64 number = 0; //!< the session's number in the facts; sharing key of per-session legs
    Caller caller;
    View view;
    ClientFeatures features;
    QByteArray capabilities = "{}"; //!< raw JSON as the client declared them
    QByteArray info; //!< raw JSON clientInfo
    bool isStateless = false; //!< it stands for one request, or one listen, of a client without session
    quint64 shown = 0; //!< number in the facts, where that is not its own; 0 = its own
    quint64 sharer = 0; //!< under which number it has legs of its own, where that is not its own; 0 = its own
};
using ClientPtr = std::shared_ptr<const Client>;

/** As it calls itself, at most 60 bytes. */
QByteArray nameOf(const Client &client);

/** Who owns the legs of its own that a client uses: itself, or what all requests of one principal have in common. */
ClientPtr legOwner(const ClientPtr &client);

/** The number under which the facts speak of it. */
inline quint64 shownNumber(const Client &client)
{
    return client.shown ? client.shown : client.number;
}

/** What a client says of itself that it can be asked; raw ClientCapabilities. */
ClientFeatures featuresIn(JsonView capabilities);

} // namespace Signalbox
