// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/result.h"
#include "ui/tables/tablepage.h"

#include <QHash>
#include <QTimer>

namespace Signalbox {

class Board;
class Commands;
class ToolDetails;
class ToolModel;

/** The tools as clients see them: what they cost, what they do, a try, and which of them are hidden. */
class ToolsPage : public TablePage
{
    Q_OBJECT

public:
    ToolsPage(Board *board, Commands *commands, QWidget *parent = nullptr);

    ToolModel *model() const { return m_tools; }
    ToolDetails *details() const { return m_details; }

protected:
    void showEvent(QShowEvent *event) override;

private:
    ToolsPage(ToolModel *tools, Board *board, Commands *commands, QWidget *parent);
    struct Server
    {
        QString name; //!< in the settings
        QStringList hidden;
    };
    void refresh();
    void load();
    void take(const Result<QJsonObject> &answer);
    void setHidden(bool isHidden);
    void showChosen();
    void updateButtons();
    void updateSums();

    Board *m_board;
    Commands *m_commands;
    ToolModel *m_tools;
    ToolDetails *m_details;
    QLabel *m_sums;
    QPushButton *m_hide;
    QPushButton *m_show;
    QHash<QString, Server> m_servers; //!< by slug
    QTimer m_soon;
    bool m_isStale = true;
    bool m_isAsking = false;
    bool m_isLoaded = false; //!< everything that sleeps was asked for its tools once
};

} // namespace Signalbox
