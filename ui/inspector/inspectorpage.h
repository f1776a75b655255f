// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/inspector/recorder.h"
#include "ui/inspector/recordfilter.h"
#include "ui/inspector/recordmodel.h"
#include "ui/page.h"

class QCheckBox;
class QHBoxLayout;
class QLabel;
class QPushButton;
class QSplitter;
class QStackedWidget;
class QTableView;

namespace Signalbox {

class Bus;
class ExportRow;
class FilterBar;
class RecordDetails;

/**
 * The wire: every message on both sides of the gateway while this is seen, or for longer if the person wants so.
 * Paused or out of sight it makes the gateway record nothing.
 */
class InspectorPage : public Page
{
    Q_OBJECT

public:
    /** The bus outlives it. */
    explicit InspectorPage(Bus *bus, QWidget *parent = nullptr);

    /** Nothing but the messages of that client, or of that server. For buttons elsewhere. */
    void showSession(quint64 number) override;
    void showBackend(const QString &slug);

    void focusFilter() override;
    void remember(QSettings &settings) const override;
    void recall(QSettings &settings) override;

    RecordModel *model() { return &m_records; }
    QTableView *table() const { return m_table; }
    bool isRecording() const { return m_recorder.isOn(); }

protected:
    void showEvent(QShowEvent *event) override;
    void hideEvent(QHideEvent *event) override;
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    QPushButton *makeButton(const char *icon, const QString &text, const QString &hint);
    void buildActions(QHBoxLayout *row);
    void buildTable();
    void fitColumns();
    void updateRecording();
    void updateFilter();
    void showSelected();
    void showState();
    void clear();
    void copyCurl() const;
    void copyMessage() const;
    const TapRecord *current() const;

    RecordModel m_records;
    RecordFilter m_rows;
    Recorder m_recorder;
    QString m_url; //!< one address of the gateway
    quint64 m_shown = 0; //!< serial of the record in the details
    quint64 m_missed = 0;
    FilterBar *m_filter;
    QTableView *m_table;
    QStackedWidget *m_stack;
    QLabel *m_empty;
    QLabel *m_state;
    QSplitter *m_splitter;
    RecordDetails *m_details;
    ExportRow *m_export;
    QPushButton *m_record;
    QPushButton *m_follow;
    QPushButton *m_curl;
    QPushButton *m_copy;
    QPushButton *m_save;
    QCheckBox *m_keep;
    QCheckBox *m_raw;
};

} // namespace Signalbox
