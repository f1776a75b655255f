// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/clients/foundservers.h"

#include <QWidget>

class QLabel;
class QPushButton;
class QTreeWidget;
class QTreeWidgetItem;

namespace Signalbox {

class DiffView;

/** The servers that clients have by themselves, to be ticked and taken over into Signalbox's settings. */
class ImportPanel : public QWidget
{
    Q_OBJECT

public:
    explicit ImportPanel(QWidget *parent = nullptr);

    /** What is ticked stays ticked. `import` is not kept. */
    void show(const ServerImport &import);
    void tell(const QString &sentence, bool isGood);

Q_SIGNALS:
    void chosen(const Signalbox::ImportChange &change);
    void previewWanted();
    void left();

private:
    void fill(const QList<FoundServer> &found);
    QTreeWidgetItem *rowOf(const QString &name);
    QStringList ticked() const;

    std::optional<ImportChange> m_change;
    QLabel *m_what;
    QTreeWidget *m_servers;
    DiffView *m_diff;
    QPushButton *m_add;
    QPushButton *m_back;
    QLabel *m_resultSign;
    QLabel *m_result;
};

} // namespace Signalbox
