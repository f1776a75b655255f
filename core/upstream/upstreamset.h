// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/upstream/disabledservers.h"
#include "core/upstream/upstream.h"

#include <QList>
#include <QObject>

#include <memory>
#include <vector>

namespace Signalbox {

/** All upstreams, in the order of the settings, which is the order of every merged list. */
class UpstreamSet : public QObject
{
    Q_OBJECT

public:
    explicit UpstreamSet(UpstreamSetup setup, QObject *parent = nullptr);
    ~UpstreamSet() override;

    /** Touches only what differs from before. Disabled servers exist for the person alone. */
    void apply(const QList<ServerConfig> &servers);
    QList<Upstream *> all() const { return m_order; }
    const DisabledServers &disabled() const { return m_disabled; }
    Upstream *bySlug(QByteArrayView slug) const;
    QList<Upstream *> seen(const View &view) const; //!< those a client with that view has to do with
    Upstream *byNumber(quint64 number) const;
    void setRoots(const QByteArray &roots) { m_setup.roots = roots; } //!< for upstreams made from now on

    /** Ends all in good order; answers closed(). */
    void close();

Q_SIGNALS:
    void changed(); //!< some came, went or moved
    /** Its lists will not be there any more; emitted before it is taken out for good. */
    void removed(const QByteArray &slug, const Signalbox::Listings &lists);
    void noticed(Signalbox::Upstream *upstream, const Signalbox::Message &notification, quint64 client);
    void updated(Signalbox::Upstream *upstream, const QByteArray &uri, const Signalbox::Message &notification,
                 const QList<quint64> &clients);
    void taskMoved(Signalbox::Upstream *upstream, const Signalbox::Message &notification, const QList<quint64> &clients);
    void listSettled(Signalbox::Upstream *upstream, Signalbox::ListKind kind, bool differs);
    void stateChanged(Signalbox::Upstream *upstream);
    void closed();

private:
    std::unique_ptr<Upstream> make(const ServerConfig &config);
    void retire(std::unique_ptr<Upstream> upstream);
    void onClosed(Upstream *upstream);

    UpstreamSetup m_setup;
    std::vector<std::unique_ptr<Upstream>> m_upstreams;
    std::vector<std::unique_ptr<Upstream>> m_leaving;
    QList<Upstream *> m_order;
    DisabledServers m_disabled;
    bool m_closing = false;
};

} // namespace Signalbox
