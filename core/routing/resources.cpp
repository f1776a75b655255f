// SPDX-License-Identifier: GPL-3.0-or-later
// The part of Router that finds the owners of resources.
#include "core/routing/listwaiters.h"
#include "core/routing/readattempts.h"
#include "core/routing/router.h"
#include "core/upstream/upstreamset.h"
#include "core/wire/jsonsplice.h"
#include "core/wire/errorcodes.h"

namespace Signalbox {

namespace {

/** The contents of a read resource carry its URI: the client shall see the one it asked for. */
AnswerEdit contentsNamed(const QByteArray &original, const QByteArray &shown)
{
    if (original == shown)
        return {};
    return [original, shown](const Message &answer) {
        if (answer.kind() != Message::Kind::Result)
            return answer;
        const QByteArrayView result = answer.resultValue().raw();
        JsonSplice splice(result);
        for (const JsonView content : answer.resultValue()["contents"]) {
            if (content["uri"].equals(original))
                splice.replace(content["uri"], jsonString(shown));
        }
        return answer.with({"result"}, std::move(splice).result());
    };
}

} // namespace

void Router::withResource(const CallPtr &call, Action action, const std::function<void(const Owner &)> &go)
{
    const QByteArray uri = call->request().uri().string();
    if (!call->request().uri().isString()) {
        call->fail(ErrorCode::invalidParams, "params.uri: expected a string");
        return;
    }
    if (!call->client()->view.isAll()) {
        Upstream *upstream = only(call);
        if (upstream && isAllowed(call, action, upstream, uri))
            go({upstream, uri});
        return;
    }
    const auto choose = [this, call, uri, action, go] {
        Owner owner = m_catalog->resource(uri);
        if (owner && isAllowed(call, action, owner.upstream, owner.original))
            go(owner);
        else if (!owner)
            go({nullptr, uri});
    };
    if (m_catalog->resource(uri) || !m_catalog->matching(uri).isEmpty()) {
        choose();
        return;
    }
    // "No such resource" would be wrong while the backend that has it is still starting.
    const View view = call->client()->view;
    m_waiters->whenReallyListed(view, ListKind::Resources, [this, call, view, choose] {
        m_waiters->whenReallyListed(view, ListKind::Templates, [call, choose] {
            if (call->isOpen())
                choose();
        });
    });
}

void Router::read(const CallPtr &call)
{
    withResource(call, Action::Read, [this, call](const Owner &owner) {
        const QByteArray uri = call->request().uri().string();
        if (!owner) {
            QList<Owner> candidates = m_catalog->candidates(uri);
            candidates.removeIf([&](const Owner &candidate) {
                return m_policy->may(call->client()->caller, Action::Read, candidate.upstream->slug(), uri) != Verdict::Allow;
            });
            ReadAttempts::start(call, std::move(candidates));
            return;
        }
        const Message request
            = owner.original == uri ? call->request() : call->request().with({"params", "uri"}, jsonString(owner.original));
        owner.upstream->carry({call, request, contentsNamed(owner.original, uri)});
    });
}

Owner Router::subscribed(const CallPtr &call, const Owner &owner)
{
    if (owner)
        return owner;
    // Unlisted: the likeliest owner is asked, and its refusal is the answer.
    const QList<Owner> candidates = m_catalog->candidates(owner.original);
    for (const Owner &candidate : candidates) {
        const auto &identity = candidate.upstream->identity();
        if (identity && JsonView(identity->capabilities)["resources"]["subscribe"].boolean().value_or(false))
            return candidate;
    }
    call->fail(ErrorCode::resourceNotFound, "Resource not found", R"({"uri":)" + jsonString(owner.original) + '}');
    return {};
}

void Router::subscribe(const CallPtr &call)
{
    withResource(call, Action::Subscribe, [this, call](const Owner &owner) {
        if (const Owner found = subscribed(call, owner))
            found.upstream->subscribe(call, found.original);
    });
}

void Router::unsubscribe(const CallPtr &call)
{
    withResource(call, Action::Subscribe, [this, call](const Owner &owner) {
        if (const Owner found = subscribed(call, owner))
            found.upstream->unsubscribe(call, found.original);
    });
}

} // namespace Signalbox
