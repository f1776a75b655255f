// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/inspector/inspectorpage.h"

#include "ui/inspector/curltext.h"
#include "ui/inspector/exportrow.h"
#include "ui/inspector/filterbar.h"
#include "ui/inspector/recorddetails.h"
#include "ui/tables/tablelook.h"

#include "core/bus/bus.h"

#include <QCheckBox>
#include <QClipboard>
#include <QEvent>
#include <QGuiApplication>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QLabel>
#include <QPushButton>
#include <QScrollBar>
#include <QSettings>
#include <QSplitter>
#include <QStackedWidget>
#include <QTableView>
#include <QVBoxLayout>

namespace Signalbox {

namespace {

QString messages(int count)
{
    return count == 1 ? InspectorPage::tr("1 message") : InspectorPage::tr("%1 messages").arg(Words::count(quint64(count)));
}

} // namespace

InspectorPage::InspectorPage(Bus *bus, QWidget *parent)
    : Page(parent)
    , m_rows(&m_records)
    , m_recorder(bus->tap())
    , m_filter(new FilterBar)
    , m_table(new QTableView)
    , m_stack(new QStackedWidget)
    , m_empty(new QLabel)
    , m_state(new QLabel)
    , m_splitter(new QSplitter(Qt::Vertical))
    , m_details(new RecordDetails)
    , m_export(new ExportRow([this] { return m_rows.records(); }))
    , m_keep(new QCheckBox(tr("&Keep recording when hidden")))
    , m_raw(new QCheckBox(tr("Ra&w bytes")))
{
    auto *actions = new QHBoxLayout;
    buildActions(actions);
    buildTable();
    m_empty->setTextFormat(Qt::PlainText);
    m_empty->setAlignment(Qt::AlignCenter);
    m_empty->setWordWrap(true);
    m_empty->setMargin(24);
    m_empty->setForegroundRole(QPalette::PlaceholderText);
    m_state->setTextFormat(Qt::PlainText);
    m_stack->addWidget(m_table);
    m_stack->addWidget(m_empty);
    m_splitter->addWidget(m_stack);
    m_splitter->addWidget(m_details);
    m_splitter->setChildrenCollapsible(false);
    m_splitter->setSizes({300, 320});

    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addLayout(actions);
    layout->addWidget(m_filter);
    layout->addWidget(m_export);
    layout->addWidget(m_splitter, 1);

    connect(&m_recorder, &Recorder::recorded, this, [this](const QList<TapRecord> &records) {
        m_filter->learn(records);
        m_records.take(records);
    });
    connect(&m_recorder, &Recorder::missed, this, [this](quint64 messages) { m_missed += messages; });
    connect(&m_records, &FactTable::applied, this, &InspectorPage::showState);
    connect(m_filter, &FilterBar::changed, this, &InspectorPage::updateFilter);
    connect(bus, &Bus::listening, this, [this](const QStringList &urls) { m_url = urls.value(0, m_url); });
    showSelected();
    showState();
}

QPushButton *InspectorPage::makeButton(const char *icon, const QString &text, const QString &hint)
{
    auto *button = new QPushButton(text);
    button->setIcon(markIcon({icon, Tone::Plain}));
    button->setToolTip(hint);
    button->setAutoDefault(false);
    return button;
}

void InspectorPage::buildActions(QHBoxLayout *row)
{
    m_record = makeButton("action-record", tr("&Record"), tr("Off, the gateway records nothing and loses no time"));
    m_record->setObjectName(QStringLiteral("record"));
    m_record->setCheckable(true);
    m_record->setChecked(true);
    QPushButton *clearButton = makeButton("action-close", tr("C&lear"), tr("Forget the messages seen so far"));
    m_follow = makeButton("way-right", tr("&Follow this call"), tr("Every message of this call in order, on both sides"));
    m_follow->setObjectName(QStringLiteral("follow"));
    m_follow->setCheckable(true);
    m_curl = makeButton("action-copy", tr("Copy as c&url"), tr("The request as a command for a shell; secrets are left for you to put in"));
    m_curl->setObjectName(QStringLiteral("curl"));
    m_copy = makeButton("action-copy", tr("Copy &message"), tr("The bytes as they passed, without secrets"));
    m_copy->setObjectName(QStringLiteral("copy"));
    m_save = makeButton("action-save", tr("E&xport…"), tr("Save the messages seen as JSON Lines"));
    for (QWidget *widget : std::initializer_list<QWidget *>{m_record, clearButton, m_keep, m_state})
        row->addWidget(widget);
    row->addStretch();
    for (QWidget *widget : std::initializer_list<QWidget *>{m_raw, m_follow, m_curl, m_copy, m_save})
        row->addWidget(widget);
    connect(m_record, &QPushButton::toggled, this, &InspectorPage::updateRecording);
    connect(m_keep, &QCheckBox::toggled, this, &InspectorPage::updateRecording);
    connect(clearButton, &QPushButton::clicked, this, &InspectorPage::clear);
    connect(m_raw, &QCheckBox::toggled, m_details, &RecordDetails::setRaw);
    connect(m_follow, &QPushButton::toggled, this, &InspectorPage::updateFilter);
    connect(m_curl, &QPushButton::clicked, this, &InspectorPage::copyCurl);
    connect(m_copy, &QPushButton::clicked, this, &InspectorPage::copyMessage);
    connect(m_save, &QPushButton::clicked, m_export, &ExportRow::begin);
}

void InspectorPage::buildTable()
{
    m_table->setModel(&m_rows);
    m_table->setSelectionMode(QAbstractItemView::SingleSelection);
    giveTableLook(m_table);
    m_table->setAccessibleName(tr("Messages on the wire"));
    QHeaderView *header = m_table->horizontalHeader();
    int column = 0;
    for (const int width : {15, 17, 18, 34, 10, 10, 15, 19, 20})
        header->resizeSection(column++, columnWidth(m_table, width));
    m_table->viewport()->installEventFilter(this);
    connect(m_table->selectionModel(), &QItemSelectionModel::currentRowChanged, this, &InspectorPage::showSelected);
    connect(m_table->selectionModel(), &QItemSelectionModel::selectionChanged, this, &InspectorPage::showSelected);
    followEnd(m_table);
}

bool InspectorPage::eventFilter(QObject *watched, QEvent *event)
{
    if (event->type() == QEvent::Resize)
        fitColumns();
    return Page::eventFilter(watched, event);
}

/** The methods take the room that is left. */
void InspectorPage::fitColumns()
{
    fitColumn(m_table, RecordModel::Method, 24);
}

void InspectorPage::showSession(quint64 number)
{
    m_follow->setChecked(false);
    m_filter->wantClient(number);
}

void InspectorPage::showBackend(const QString &slug)
{
    m_follow->setChecked(false);
    m_filter->wantBackend(slug.toUtf8());
}

void InspectorPage::focusFilter()
{
    m_filter->focusText();
}

void InspectorPage::showEvent(QShowEvent *event)
{
    Page::showEvent(event);
    updateRecording();
}

void InspectorPage::hideEvent(QHideEvent *event)
{
    Page::hideEvent(event);
    updateRecording();
}

void InspectorPage::updateRecording()
{
    m_recorder.setOn(m_record->isChecked() && (isVisible() || m_keep->isChecked()));
    showState();
}

void InspectorPage::updateFilter()
{
    TapFilter wanted = m_filter->wanted();
    const TapRecord *record = m_follow->isChecked() ? m_records.find(m_shown) : nullptr;
    if (record && record->call) {
        wanted = {};
        wanted.call = record->call;
    } else if (m_follow->isChecked() && m_rows.wanted().call) {
        wanted = m_rows.wanted(); // its record is gone; the call is followed on
    }
    m_filter->setEnabled(wanted.call == 0);
    m_rows.setWanted(wanted);
    const TapRecord *shown = m_records.find(m_shown);
    if (shown && wanted.accepts(*shown)) {
        for (int row = 0; row < m_rows.rowCount(); ++row) {
            if (m_rows.index(row, 0).data(FactTable::NumberRole).toULongLong() == m_shown)
                m_table->scrollTo(m_rows.index(row, 0));
        }
    }
    showState();
}

const TapRecord *InspectorPage::current() const
{
    const QModelIndex row = m_table->currentIndex();
    if (!row.isValid() || !m_table->selectionModel()->isRowSelected(row.row()))
        return nullptr;
    return m_records.find(row.data(FactTable::NumberRole).toULongLong());
}

/** What is being read stays, also when its row is no longer kept. */
void InspectorPage::showSelected()
{
    const TapRecord *record = current();
    m_curl->setEnabled(record && hasCurl(*record));
    m_copy->setEnabled(record && !record->bytes.isEmpty());
    m_follow->setEnabled(m_follow->isChecked() || (record && record->call));
    if (!record || record->serial == m_shown)
        return;
    m_shown = record->serial;
    m_details->show(*record, m_records.counterpart(*record));
}

void InspectorPage::showState()
{
    const int seen = m_rows.rowCount();
    const int kept = m_records.rowCount();
    QString words = seen == kept ? messages(kept) : tr("%1 of %2").arg(seen).arg(messages(kept));
    if (m_rows.wanted().call)
        words = tr("call %1: %2").arg(m_rows.wanted().call).arg(messages(seen));
    if (m_missed > 0)
        words += QStringLiteral(" · ") + tr("%1 too fast to show").arg(m_missed);
    if (!m_recorder.isOn())
        words += QStringLiteral(" · ") + tr("paused");
    m_state->setText(words);
    m_record->setText(m_record->isChecked() ? tr("&Pause") : tr("&Record"));
    m_record->setIcon(markIcon({m_record->isChecked() ? "action-stop" : "action-record", Tone::Plain}));
    m_save->setEnabled(seen > 0);
    m_empty->setText(kept > 0               ? tr("No message fits the filter.")
                         : m_recorder.isOn() ? tr("Nothing has passed since recording began. Messages appear here as clients and servers talk.")
                                             : tr("Recording is off: the gateway keeps nothing. Press Record to see messages as they pass."));
    m_stack->setCurrentIndex(seen == 0 ? 1 : 0);
}

void InspectorPage::clear()
{
    m_records.clear();
    m_missed = 0;
    m_shown = 0;
    m_follow->setChecked(false);
    m_details->showNothing();
    updateFilter();
    showSelected();
}

void InspectorPage::copyCurl() const
{
    const TapRecord *record = current();
    if (record)
        QGuiApplication::clipboard()->setText(curlText(*record, m_url.isEmpty() ? QStringLiteral("http://127.0.0.1:3625") : m_url));
}

void InspectorPage::copyMessage() const
{
    const TapRecord *record = current();
    if (record)
        QGuiApplication::clipboard()->setText(QString::fromUtf8(record->bytes));
}

void InspectorPage::remember(QSettings &settings) const
{
    settings.setValue(QStringLiteral("inspector/columns"), m_table->horizontalHeader()->saveState());
    settings.setValue(QStringLiteral("inspector/parts"), m_splitter->saveState());
    settings.setValue(QStringLiteral("inspector/raw"), m_raw->isChecked());
}

void InspectorPage::recall(QSettings &settings)
{
    m_table->horizontalHeader()->restoreState(settings.value(QStringLiteral("inspector/columns")).toByteArray());
    m_splitter->restoreState(settings.value(QStringLiteral("inspector/parts")).toByteArray());
    m_raw->setChecked(settings.value(QStringLiteral("inspector/raw")).toBool());
}

} // namespace Signalbox
