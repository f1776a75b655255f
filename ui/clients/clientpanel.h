// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/clients/clients.h"

#include <QWidget>

class QCheckBox;
class QLabel;
class QPushButton;

namespace Signalbox {

class DiffView;

/** One client: how it stands with it, what a click would change in its file, and the click. */
class ClientPanel : public QWidget
{
    Q_OBJECT

public:
    explicit ClientPanel(QWidget *parent = nullptr);

    /** Works out what would change; `clients` is not kept. */
    void show(const Clients &clients, const ClientState &state);
    /** What became of the last click, in words; empty = nothing to say. */
    void tell(const QString &sentence, bool isGood);

Q_SIGNALS:
    /** The person has seen the change and wants it. */
    void chosen(const Signalbox::ClientChange &change);
    /** Something the preview depends on was switched. */
    void previewWanted();

private:
    void showChange(const Result<ClientChange> &change);

    QString m_client;
    std::optional<ClientChange> m_change;
    QLabel *m_name;
    QLabel *m_file;
    QLabel *m_state;
    QLabel *m_what;
    DiffView *m_diff;
    QCheckBox *m_replace;
    QPushButton *m_connect;
    QPushButton *m_undo;
    QLabel *m_resultSign;
    QLabel *m_result;
};

/** In words a person understands. */
QString clientStateText(const ClientState &state);

} // namespace Signalbox
