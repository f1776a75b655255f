// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/bus/bus.h"
#include "core/plugin/toolserver.h"

#include <QList>
#include <QMap>
#include <QObject>
#include <QPointer>
#include <QTimer>

#include <memory>
#include <optional>

namespace Signalbox {

/**
 * The tool `gateway_status`: what the gateway is doing, told from the facts of the bus. It keeps nothing but the last
 * notices between calls: for a call it watches the bus until everything has been told once, then it lets go.
 */
class GatewayStatus : public QObject
{
    Q_OBJECT

public:
    GatewayStatus(Bus *bus, QObject *parent);
    ~GatewayStatus() override;

    static Tool tool();
    void tell(std::shared_ptr<ToolCall> call);

private:
    void startSurvey();
    void endSurvey();
    void keepNotice(const NoticeFact &notice);
    QJsonObject values() const;
    QString words() const;

    QPointer<Bus> m_bus;
    QList<std::shared_ptr<ToolCall>> m_waiting;
    QTimer m_limit; //!< the survey ends then in any case
    QTimer m_settle; //!< the survey ends this long after the traffic was told, which comes last
    QMap<quint64, SessionFact> m_sessions;
    QMap<quint64, BackendFact> m_backends;
    std::optional<TrafficFact> m_traffic;
    QStringList m_addresses;
    QList<NoticeFact> m_notices;
    QList<TroubleFact> m_troubles;
};

} // namespace Signalbox
