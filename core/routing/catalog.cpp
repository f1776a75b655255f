// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/routing/catalog.h"

#include "core/mirror/toolheaders.h"
#include "core/routing/names.h"
#include "core/upstream/upstreamset.h"
#include "core/wire/jsonsplice.h"

namespace Signalbox {

namespace {

bool isUri(ListKind kind)
{
    return kind == ListKind::Resources || kind == ListKind::Templates;
}

/** The item with what it is called replaced; untouched where the name stays. */
QByteArray renamed(const ListItem &item, ListKind kind, const QByteArray &name)
{
    if (name == item.key)
        return item.raw;
    const JsonView object(item.raw);
    JsonSplice splice(item.raw);
    splice.replace(object[listWords(kind).key], jsonString(name));
    return std::move(splice).result();
}

QByteArrayView schemeOf(QByteArrayView uri)
{
    const qsizetype colon = uri.indexOf(':');
    return colon > 0 ? uri.first(colon) : QByteArrayView();
}

QByteArray listResult(ListKind kind, const QByteArrayList &items)
{
    return R"({")" + listWords(kind).member.toByteArray() + R"(":[)" + items.join(',') + "]}";
}

bool demandsTask(const QByteArray &tool)
{
    return tool.contains("taskSupport") && JsonView(tool)["execution"]["taskSupport"].equals("required");
}

} // namespace

void Catalog::invalidate()
{
    for (Table &table : m_tables)
        table = {};
    m_patterns.clear();
    m_lists.clear();
    if (m_changed)
        m_changed();
}

const Catalog::Table &Catalog::table(ListKind kind)
{
    Table &table = m_tables[size_t(kind)];
    if (!table.built)
        build(kind, table);
    return table;
}

void Catalog::build(ListKind kind, Table &table)
{
    table.built = true;
    const QList<Upstream *> all = m_upstreams->all();
    for (Upstream *upstream : all) {
        for (const ListItem &item : upstream->listings().items(kind)) {
            const QByteArrayView slug = upstream->slug();
            QByteArray name = isUri(kind) ? item.key : publicName(slug, item.key);
            const Owner taken = ownerIn(table, name);
            if (taken.upstream == upstream && taken.original == item.key)
                continue; // the server lists it twice
            if (taken)
                name = isUri(kind) ? wrappedUri(slug, item.key) : hashedName(slug, item.key);
            if (table.byPublic.contains(name))
                continue; // and that twice as well
            table.byPublic.insert(name, table.entries.size());
            table.entries.append({upstream, item.key, renamed(item, kind, name),
                                  kind == ListKind::Tools && mayRepeatArguments(item.raw),
                                  kind == ListKind::Tools && demandsTask(item.raw)});
            table.hasRepeated = table.hasRepeated || table.entries.constLast().isRepeated;
            table.hasTasks = table.hasTasks || table.entries.constLast().needsTask;
            if (kind == ListKind::Templates)
                m_patterns.append({UriTemplate(item.key), upstream});
        }
    }
}

QByteArray Catalog::list(const View &view, const Caller &caller, ListKind kind, const Policy &policy)
{
    QByteArray &result = m_lists[{view, int(kind)}];
    if (!result.isEmpty())
        return result;
    const auto shown = [&](const Upstream *upstream, const QByteArray &name) {
        // What may not be called is no use in a list.
        return policy.may(caller, Action::List, upstream->slug(), name) == Verdict::Allow
            && (kind != ListKind::Tools || policy.may(caller, Action::Call, upstream->slug(), name) == Verdict::Allow);
    };
    QByteArrayList items;
    if (view.isAll()) {
        for (const Entry &entry : table(kind).entries) {
            if (shown(entry.upstream, entry.original))
                items.append(entry.raw);
        }
    } else if (const Upstream *upstream = m_upstreams->bySlug(view.backend)) {
        for (const ListItem &item : upstream->listings().items(kind)) {
            if (shown(upstream, item.key))
                items.append(item.raw);
        }
    }
    result = listResult(kind, items);
    return result;
}

QList<ListedTool> Catalog::tools()
{
    const Table &known = table(ListKind::Tools);
    QList<ListedTool> listed(known.entries.size());
    for (auto it = known.byPublic.cbegin(); it != known.byPublic.cend(); ++it) {
        const Entry &entry = known.entries.at(*it);
        listed[*it] = {it.key(), entry.upstream->slug(), entry.original, entry.raw};
    }
    return listed;
}

Owner Catalog::ownerIn(const Table &table, const QByteArray &publicKey)
{
    const auto at = table.byPublic.constFind(publicKey);
    if (at == table.byPublic.cend())
        return {};
    const Entry &entry = table.entries.at(*at);
    return {entry.upstream, entry.original};
}

Owner Catalog::named(ListKind kind, const QByteArray &publicKey)
{
    if (const Owner listed = ownerIn(table(kind), publicKey))
        return listed;
    // Servers have tools that they do not list; the longest slug that fits is meant.
    Owner found;
    const QList<Upstream *> all = m_upstreams->all();
    for (Upstream *upstream : all) {
        const qsizetype prefix = upstream->slug().size() + 2;
        if (publicKey.size() > prefix && publicKey.startsWith(upstream->slug() + "__")
            && (!found || upstream->slug().size() > found.upstream->slug().size()))
            found = {upstream, publicKey.sliced(prefix)};
    }
    return found;
}

QByteArray Catalog::repeatedTool(const View &view, const QByteArray &name)
{
    if (!table(ListKind::Tools).hasRepeated)
        return {};
    const Entry *known = tool(view, name);
    return known && known->isRepeated ? known->raw : QByteArray();
}

bool Catalog::needsTask(const View &view, const QByteArray &name)
{
    if (!table(ListKind::Tools).hasTasks)
        return false;
    const Entry *known = tool(view, name);
    return known && known->needsTask;
}

const Catalog::Entry *Catalog::tool(const View &view, const QByteArray &name)
{
    const Table &tools = table(ListKind::Tools);
    const auto at = tools.byPublic.constFind(view.isAll() ? name : publicName(view.backend, name));
    return at == tools.byPublic.cend() ? nullptr : &tools.entries.at(*at);
}

Owner Catalog::resource(const QByteArray &publicUri)
{
    if (const Owner listed = ownerIn(table(ListKind::Resources), publicUri))
        return listed;
    if (const auto wrapped = unwrappedUri(publicUri)) {
        if (Upstream *upstream = m_upstreams->bySlug(wrapped->slug))
            return {upstream, wrapped->uri};
    }
    return {};
}

QList<Owner> Catalog::matching(const QByteArray &uri)
{
    table(ListKind::Templates);
    QList<Owner> found;
    for (const Pattern &pattern : std::as_const(m_patterns)) {
        if (pattern.matcher.matches(uri) && (found.isEmpty() || found.last().upstream != pattern.upstream))
            found.append({pattern.upstream, uri});
    }
    return found;
}

QList<Owner> Catalog::candidates(const QByteArray &uri)
{
    QList<Owner> found = matching(uri);
    const auto add = [&](Upstream *upstream) {
        for (const Owner &owner : std::as_const(found)) {
            if (owner.upstream == upstream)
                return;
        }
        found.append({upstream, uri});
    };
    const QByteArrayView scheme = schemeOf(uri);
    for (const ListKind kind : {ListKind::Resources, ListKind::Templates}) {
        for (const Entry &entry : table(kind).entries) {
            if (!scheme.isEmpty() && schemeOf(entry.original) == scheme)
                add(entry.upstream);
        }
    }
    const QList<Upstream *> all = m_upstreams->all();
    for (Upstream *upstream : all) {
        if (upstream->identity() && upstream->identity()->can("resources"))
            add(upstream);
    }
    return found;
}

Owner Catalog::uriTemplate(const QByteArray &publicTemplate)
{
    if (const Owner listed = ownerIn(table(ListKind::Templates), publicTemplate))
        return listed;
    return resource(publicTemplate);
}

QByteArray Catalog::publicUri(const Upstream *upstream, const QByteArray &original)
{
    const Table &resources = table(ListKind::Resources);
    const Owner plain = ownerIn(resources, original);
    if (!plain || plain.upstream == upstream)
        return original;
    const QByteArray wrapped = wrappedUri(upstream->slug(), original);
    return ownerIn(resources, wrapped) ? wrapped : original;
}

} // namespace Signalbox
