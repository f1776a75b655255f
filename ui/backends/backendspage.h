// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/tables/tablepage.h"

namespace Signalbox {

class BackendEditor;
class Board;
class Commands;
class SettingsStore;
struct BackendFact;

/** The servers: their state, what can be done to them, and beside them the one that is being added or edited. */
class BackendsPage : public TablePage
{
    Q_OBJECT

public:
    /** Both outlive this. */
    BackendsPage(Board *board, Commands *commands, QWidget *parent = nullptr);

    BackendEditor *editor() const { return m_editor; }
    void startAdding();

private:
    using Fits = bool (*)(const QList<BackendFact> &chosen);
    QPushButton *addButton(const char *icon, const QString &text, const QString &hint, Fits fits);
    void addCommand(const char *icon, const QString &text, const QString &hint, const char *command);
    void buildUndoRow();
    QList<BackendFact> chosen() const;
    void askForEach(const QString &command);
    void updateButtons();
    void toggle();
    void edit();
    void remove();
    void removeNext(QStringList names, const QString &before, const QString &words);
    void undo();

    Board *m_board;
    Commands *m_commands;
    SettingsStore *m_store;
    BackendEditor *m_editor;
    QList<std::pair<QPushButton *, Fits>> m_buttons;
    QPushButton *m_toggle;
    QWidget *m_undoRow;
    QLabel *m_undoWords;
    QString m_before; //!< text of the file before the removal
    QString m_digest; //!< of the file after it
};

} // namespace Signalbox
