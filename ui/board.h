// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/questions/questionlist.h"
#include "ui/tables/backendmodel.h"
#include "ui/tables/noticemodel.h"
#include "ui/overview/overview.h"
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

    Bus *bus() const { return m_bus; }
    SessionModel *sessions() { return &m_sessions; }
    StreamModel *streams() { return &m_streams; }
    BackendModel *backends() { return &m_backends; }
    NoticeModel *notices() { return &m_notices; }
    Overview *overview() { return &m_overview; }
    QuestionList *questions() { return &m_questions; }

Q_SIGNALS:
    void catalogChanged();
    void personsCallProgressed(const QString &tag, const QJsonObject &params);

Q_SIGNALS:
    void settingsTouched(); //!< the settings file was applied, or cannot be

private:
    void onTrouble(const TroubleFact &trouble);

    Bus *m_bus;
    SessionModel m_sessions;
    StreamModel m_streams;
    BackendModel m_backends;
    NoticeModel m_notices;
    Overview m_overview;
    QuestionList m_questions;
};

} // namespace Signalbox
