// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/policy/policy.h"
#include "core/routing/uritemplate.h"
#include "core/upstream/listing.h"

#include <QByteArray>
#include <QHash>
#include <QList>

#include <array>
#include <functional>
#include <utility>

namespace Signalbox {

class Upstream;
class UpstreamSet;

/** Who owns a thing, and what it is called there. */
struct Owner
{
    Upstream *upstream = nullptr;
    QByteArray original; //!< name or URI as the server knows it
    explicit operator bool() const { return upstream != nullptr; }
};

/** A tool as clients of all backends see it. */
struct ListedTool
{
    QByteArray name;
    QByteArray backend; //!< slug
    QByteArray original; //!< what its server calls it
    QByteArray definition; //!< raw JSON, with that name
    bool isHidden = false; //!< by the settings: clients do not see it after all
};

/**
 * Who owns which tool, prompt, resource and template; public names; filtered views. The order is that of the settings,
 * then the server's own. Built from the upstreams' lists when somebody asks, kept until one of them changes.
 */
class Catalog
{
public:
    /** `changed` is told of each reason to list things anew. */
    explicit Catalog(const UpstreamSet *upstreams, std::function<void()> changed = {})
        : m_upstreams(upstreams), m_changed(std::move(changed))
    {
    }

    /** A list changed, or the set of upstreams did. */
    void invalidate();
    /** The result object of a list request, whole: `{"tools":[…]}`. */
    QByteArray list(const View &view, const Caller &caller, ListKind kind, const Policy &policy);

    /** In the view of all, whatever policy shows of them. */
    QList<ListedTool> tools();

    /** In the view of all: by public name; an unlisted `<slug>__<name>` belongs to the backend of that slug. */
    Owner named(ListKind kind, const QByteArray &publicName);
    /** The raw tool that the view has under that name, if headers repeat some of its arguments; else empty. */
    QByteArray repeatedTool(const View &view, const QByteArray &name);
    /** Whether the tool that the view has under that name is called as a task or not at all (2025-11-25). */
    bool needsTask(const View &view, const QByteArray &name);
    /** In the view of all: by exact URI, wrapped or not. */
    Owner resource(const QByteArray &publicUri);
    /** In the view of all: backends with a template that fits an unlisted URI, in order. */
    QList<Owner> matching(const QByteArray &uri);
    /** In the view of all: backends that could have an unlisted URI, the likeliest first. */
    QList<Owner> candidates(const QByteArray &uri);
    /** A template of completion/complete. */
    Owner uriTemplate(const QByteArray &publicTemplate);
    /** What the view of all calls that URI of that upstream. */
    QByteArray publicUri(const Upstream *upstream, const QByteArray &original);

private:
    struct Entry
    {
        Upstream *upstream = nullptr;
        QByteArray original;
        QByteArray raw; //!< with the public name
        bool isRepeated = false; //!< headers repeat some of its arguments
        bool needsTask = false;
    };
    struct Table
    {
        QList<Entry> entries;
        QHash<QByteArray, qsizetype> byPublic;
        bool built = false;
        bool hasRepeated = false; //!< some entry is
        bool hasTasks = false; //!< some entry needs one
    };
    struct Pattern
    {
        UriTemplate matcher;
        Upstream *upstream;
    };
    const Table &table(ListKind kind);
    void build(ListKind kind, Table &table);
    const Entry *tool(const View &view, const QByteArray &name);
    static Owner ownerIn(const Table &table, const QByteArray &publicKey);

    const UpstreamSet *m_upstreams;
    std::function<void()> m_changed;
    std::array<Table, 4> m_tables;
    QList<Pattern> m_patterns; //!< of the templates; built with their table
    QHash<std::pair<View, int>, QByteArray> m_lists; //!< results, ready to send
};

} // namespace Signalbox
