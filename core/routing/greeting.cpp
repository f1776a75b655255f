// SPDX-License-Identifier: GPL-3.0-or-later
// The part of Router that says what a client of a view is greeted with.
#include "core/mirror/taskextension.h"
#include "core/routing/listwaiters.h"
#include "core/routing/router.h"
#include "core/upstream/upstreamset.h"

namespace Signalbox {

namespace {

constexpr qsizetype longestInstructions = 32 * 1024;

/** What may appear behind a view of all, whatever is up this second: capabilities are frozen for a session. */
constexpr QByteArrayView everything = R"({"tools":{"listChanged":true},"prompts":{"listChanged":true},)"
                                      R"("resources":{"subscribe":true,"listChanged":true},"logging":{},"completions":{}})";

/** The backend's own, with the list changes that we make ourselves, without what is not carried on a shared leg. */
QByteArray capabilitiesOf(const ServerIdentity &identity, bool offersTasks)
{
    const JsonView own(identity.capabilities);
    QByteArrayList members;
    for (auto member = own.begin(); member != own.end(); ++member) {
        const QByteArray key = member.key().string();
        if (key == "tasks" && !offersTasks)
            continue;
        QByteArray value = key == "extensions" ? TaskExtension::leftOut(member.value()) : member.value().raw().toByteArray();
        if (value.isEmpty())
            continue;
        if (key == "tools" || key == "prompts")
            value = R"({"listChanged":true})";
        if (key == "resources") {
            value = member.value()["subscribe"].boolean().value_or(false) ? R"({"subscribe":true,"listChanged":true})"
                                                                           : R"({"listChanged":true})";
        }
        members.append(member.key().raw().toByteArray() + ':' + value);
    }
    return '{' + members.join(',') + '}';
}

} // namespace

QByteArray Router::greetingCapabilities(const View &view) const
{
    const Upstream *only = view.isAll() ? nullptr : m_upstreams->bySlug(view.backend);
    if (!only || !only->identity())
        return everything.toByteArray();
    return capabilitiesOf(*only->identity(), offersSessionTasks(view));
}

/** On a leg that clients share nothing would say whose the tasks are. */
bool Router::offersSessionTasks(const View &view) const
{
    const Upstream *only = view.isAll() ? nullptr : m_upstreams->bySlug(view.backend);
    return only && only->config().instances != ServerConfig::Instances::Shared;
}

/** Behind a view of all there may be one that makes tasks, whatever is up this second. */
bool Router::greetsWithTasks(const View &view) const
{
    const Upstream *only = view.isAll() ? nullptr : m_upstreams->bySlug(view.backend);
    return view.isAll() || (only && only->makesTasks());
}

QByteArray Router::greetingInstructions(const View &view) const
{
    const QList<Upstream *> upstreams = m_upstreams->seen(view);
    QByteArray text;
    for (const Upstream *upstream : upstreams) {
        if (!upstream->identity() || upstream->identity()->instructions.isEmpty())
            continue;
        if (!view.isAll())
            return upstream->identity()->instructions;
        const QByteArray part = "# " + upstream->slug() + " (names begin with " + upstream->slug() + "__)\n\n"
            + upstream->identity()->instructions + "\n\n";
        if (text.size() + part.size() > longestInstructions)
            break;
        text += part;
    }
    return text.trimmed();
}

void Router::greeting(const View &view, const ClientPtr &client, std::function<void(const Greeting &)> greet)
{
    const auto answer = [this, view, greet = std::move(greet)] {
        greet({greetingCapabilities(view), greetingInstructions(view), greetsWithTasks(view)});
    };
    if (view.isAll()) {
        answer();
        return;
    }
    if (Upstream *upstream = m_upstreams->bySlug(view.backend); upstream && !upstream->identity())
        upstream->need(client);
    m_waiters->whenKnown(view, answer);
}

} // namespace Signalbox
