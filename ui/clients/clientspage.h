// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/clients/clients.h"
#include "ui/page.h"

class QLabel;
class QPushButton;
class QSplitter;
class QStackedWidget;
class QTreeWidget;

namespace Signalbox {

class ClientPanel;
class Commands;
class ImportPanel;
struct ImportChange;

/** The view "Connect a client": all clients with their state, and what a click would change in the chosen one's file.
 */
class ClientsPage : public Page
{
    Q_OBJECT

public:
    /** `stateFolder` is that of the running gateway; without one nothing can be changed. */
    ClientsPage(Commands *commands, QString stateFolder, QWidget *parent = nullptr);
    ~ClientsPage() override;

    void focusFilter() override;
    void remember(QSettings &settings) const override;
    void recall(QSettings &settings) override;
    /** Looks at the files anew. */
    void look();
    /** Shows which servers the clients have by themselves. */
    void startImport();

protected:
    void showEvent(QShowEvent *event) override;
    void changeEvent(QEvent *event) override;

private:
    void buildList();
    void heard(const QString &settingsFile, const QString &url);
    void fill();
    void showClient();
    void showImport();
    void carryOut(const ClientChange &change);
    void takeOver(const ImportChange &change);
    QString chosenClient() const;

    Commands *m_commands;
    Instance m_instance;
    std::optional<Clients> m_clients; //!< once it is known which gateway runs
    bool m_isImportWanted = false; //!< as soon as it is known which gateway runs
    QList<ClientState> m_states;
    QTreeWidget *m_list;
    QPushButton *m_import;
    QPushButton *m_again;
    QSplitter *m_splitter;
    QStackedWidget *m_stack;
    QLabel *m_nothing;
    ClientPanel *m_panel;
    ImportPanel *m_importPanel;
};

} // namespace Signalbox
