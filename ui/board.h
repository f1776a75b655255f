// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/backendmodel.h"
#include "ui/noticemodel.h"
#include "ui/overview.h"
#include "ui/sessionmodel.h"
#include "ui/streammodel.h"

namespace Signalbox {

class Bus;

/** Everything that tray and window show, fed by the Bus alone. */
class Board : public QObject
{
    Q_OBJECT

public:
    /** Watches the bus from now on. */
    explicit Board(Bus *bus, QObject *parent = nullptr);
    ~Board() override;

    /** Stops watching; the bus may go after this. */
    void leave();
    /** Ages are counted from here. */
    void setNow(const QDateTime &now);

    SessionModel *sessions() { return &m_sessions; }
    StreamModel *streams() { return &m_streams; }
    BackendModel *backends() { return &m_backends; }
    NoticeModel *notices() { return &m_notices; }
    Overview *overview() { return &m_overview; }

private:
    Bus *m_bus;
    SessionModel m_sessions;
    StreamModel m_streams;
    BackendModel m_backends;
    NoticeModel m_notices;
    Overview m_overview;
};

} // namespace Signalbox
