// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/upstream/upstreamset.h"

#include "core/bus/bus.h"

#include <algorithm>

namespace Signalbox {

UpstreamSet::UpstreamSet(UpstreamSetup setup, QObject *parent)
    : QObject(parent), m_setup(std::move(setup)), m_disabled(m_setup.bus)
{
    connect(m_setup.bus, &Bus::recapitulationAsked, this, [this] {
        for (Upstream *upstream : std::as_const(m_order))
            upstream->tell();
        m_disabled.tell();
    });
}

UpstreamSet::~UpstreamSet() = default;

std::unique_ptr<Upstream> UpstreamSet::make(const ServerConfig &config)
{
    auto upstream = std::make_unique<Upstream>(config, m_setup);
    connect(upstream.get(), &Upstream::noticed, this, &UpstreamSet::noticed);
    connect(upstream.get(), &Upstream::updated, this, &UpstreamSet::updated);
    connect(upstream.get(), &Upstream::taskMoved, this, &UpstreamSet::taskMoved);
    connect(upstream.get(), &Upstream::listSettled, this, &UpstreamSet::listSettled);
    connect(upstream.get(), &Upstream::stateChanged, this, &UpstreamSet::stateChanged);
    return upstream;
}

void UpstreamSet::apply(const QList<ServerConfig> &servers)
{
    std::vector<std::unique_ptr<Upstream>> before = std::move(m_upstreams);
    m_upstreams.clear();
    const QList<Upstream *> orderBefore = std::exchange(m_order, {});
    std::vector<std::unique_ptr<Upstream>> replaced;
    for (const ServerConfig &config : servers) {
        if (config.disabled)
            continue;
        const auto same = std::find_if(before.begin(), before.end(),
                                       [&](const auto &old) { return old && old->config().name == config.name; });
        if (same != before.end() && (*same)->config() == config) {
            m_upstreams.push_back(std::move(*same));
        } else {
            m_upstreams.push_back(make(config));
            if (same != before.end()) {
                m_upstreams.back()->succeed(**same);
                replaced.push_back(std::move(*same));
            }
        }
        m_order.append(m_upstreams.back().get());
    }
    for (auto &old : before) {
        if (!old)
            continue;
        Q_EMIT removed(old->slug(), old->listings());
        replaced.push_back(std::move(old));
    }
    m_disabled.apply(servers);
    // Nobody looks at those who leave any more when their calls fail.
    if (m_order != orderBefore)
        Q_EMIT changed();
    for (auto &old : replaced)
        retire(std::move(old));
}

void UpstreamSet::retire(std::unique_ptr<Upstream> upstream)
{
    Upstream *leaving = upstream.get();
    leaving->disconnect(this);
    connect(leaving, &Upstream::closed, this, &UpstreamSet::onClosed);
    m_leaving.push_back(std::move(upstream));
    leaving->close();
    Q_EMIT m_setup.bus->backendRemoved(leaving->number());
}

void UpstreamSet::onClosed(Upstream *upstream)
{
    const auto gone = std::find_if(m_leaving.begin(), m_leaving.end(),
                                   [upstream](const auto &leaving) { return leaving.get() == upstream; });
    if (gone == m_leaving.end())
        return;
    gone->release()->deleteLater();
    m_leaving.erase(gone);
    if (m_closing && m_leaving.empty())
        Q_EMIT closed();
}

void UpstreamSet::close()
{
    m_closing = true;
    m_order.clear();
    std::vector<std::unique_ptr<Upstream>> all = std::move(m_upstreams);
    m_upstreams.clear();
    Q_EMIT changed();
    for (auto &upstream : all)
        retire(std::move(upstream));
    if (m_leaving.empty())
        QMetaObject::invokeMethod(this, &UpstreamSet::closed, Qt::QueuedConnection);
}

Upstream *UpstreamSet::bySlug(QByteArrayView slug) const
{
    for (Upstream *upstream : m_order) {
        if (upstream->slug() == slug)
            return upstream;
    }
    return nullptr;
}

QList<Upstream *> UpstreamSet::seen(const View &view) const
{
    if (view.isAll())
        return m_order;
    Upstream *only = bySlug(view.backend);
    return only ? QList<Upstream *>{only} : QList<Upstream *>();
}

Upstream *UpstreamSet::byNumber(quint64 number) const
{
    for (Upstream *upstream : m_order) {
        if (upstream->number() == number)
            return upstream;
    }
    return nullptr;
}

} // namespace Signalbox
