// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/questions/questionlist.h"
#include "ui/tables/backendmodel.h"
#include "ui/overview/history.h"
#include "ui/overview/overview.h"
#include "ui/overview/processmodel.h"
#include "ui/tables/callmodel.h"
#include "ui/tables/noticemodel.h"
#include "ui/tables/sessionmodel.h"
#include "ui/tables/streammodel.h"

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
    /** Somebody sees the window: what costs something to gather is told as well. */
    void look(bool isLooking);

    Bus *bus() const { return m_bus; }
    SessionModel *sessions() { return &m_sessions; }
    StreamModel *streams() { return &m_streams; }
    BackendModel *backends() { return &m_backends; }
    NoticeModel *notices() { return &m_notices; }
    CallModel *calls() { return &m_calls; }
    ProcessModel *processes() { return &m_processes; }
    Overview *overview() { return &m_overview; }
    History &history() { return m_history; }
    QuestionList *questions() { return &m_questions; }

Q_SIGNALS:
    void catalogChanged();
    void personsCallProgressed(const QString &tag, const QJsonObject &params);
    void trialStepped(const QString &tag, const QJsonObject &step);
    void sampled(); //!< the history has one more second
    void settingsTouched(); //!< the settings file was applied, or cannot be

private:
    void sample(const TrafficFact &traffic);
    void onTrouble(const TroubleFact &trouble);

    Bus *m_bus;
    bool m_isLooking = false;
    SessionModel m_sessions;
    StreamModel m_streams;
    BackendModel m_backends;
    NoticeModel m_notices;
    CallModel m_calls;
    ProcessModel m_processes;
    History m_history;
    Overview m_overview;
    QuestionList m_questions;
};

} // namespace Signalbox
