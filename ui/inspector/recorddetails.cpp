// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/inspector/recorddetails.h"

#include "ui/inspector/recordmodel.h"

#include "core/wire/prettyjson.h"

#include <QEvent>
#include <QFontDatabase>
#include <QLabel>
#include <QPlainTextEdit>
#include <QSplitter>
#include <QVBoxLayout>

namespace Signalbox {

namespace {

constexpr qsizetype mostShown = 64 * 1024; // bytes of one message that are laid out

/** One line per visible control sign, so that nothing from outside moves the cursor or turns the direction. */
QString safeText(const QByteArray &bytes)
{
    QString text = QString::fromUtf8(bytes);
    for (QChar &character : text) {
        const bool isTurn = character.category() == QChar::Other_Format;
        if (character != QLatin1Char('\n') && (isTurn || character.category() == QChar::Other_Control))
            character = QChar(0x00b7);
    }
    return text;
}

} // namespace

RecordDetails::RecordDetails(QWidget *parent)
    : QWidget(parent)
    , m_head(new QLabel)
    , m_changes(new QLabel)
    , m_client(makePane(tr("Client's side")))
    , m_server(makePane(tr("Server's side")))
{
    for (QLabel *label : {m_head, m_changes}) {
        label->setTextFormat(Qt::PlainText);
        label->setWordWrap(true);
        label->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
    }
    auto *sides = new QSplitter(Qt::Horizontal);
    sides->setChildrenCollapsible(false);
    for (const Pane &pane : {m_client, m_server}) {
        auto *half = new QWidget;
        auto *column = new QVBoxLayout(half);
        column->setContentsMargins(0, 0, 0, 0);
        column->addWidget(pane.title);
        column->addWidget(pane.text, 1);
        sides->addWidget(half);
    }
    m_client.text->setObjectName(QStringLiteral("client"));
    m_server.text->setObjectName(QStringLiteral("server"));
    setTabOrder(m_client.text, m_server.text);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 6, 0, 0);
    layout->addWidget(m_head);
    layout->addWidget(m_changes);
    layout->addWidget(sides, 1);
    showNothing();
}

RecordDetails::Pane RecordDetails::makePane(const QString &name)
{
    auto *title = new QLabel;
    title->setTextFormat(Qt::PlainText);
    auto *text = new QPlainTextEdit;
    text->setReadOnly(true);
    text->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
    text->setFont(QFontDatabase::systemFont(QFontDatabase::FixedFont));
    text->setAccessibleName(name);
    text->setTabChangesFocus(true);
    text->setMinimumHeight(fontMetrics().height() * 5);
    title->setBuddy(text);
    return {title, text};
}

QString RecordDetails::layOut(const TapRecord &record) const
{
    if (record.kind == TapRecord::Kind::Http)
        return safeText(record.method + ' ' + record.address + '\n' + record.headers);
    const QByteArray bytes = record.bytes.left(mostShown);
    QString text = safeText(m_isRaw ? bytes : prettyJson(bytes));
    if (record.isCut || record.bytes.size() > mostShown)
        text += QLatin1Char('\n') + tr("… (%1 in all)").arg(Words::bytes(quint64(record.size)));
    return text;
}

void RecordDetails::fill(const Pane &pane, const TapRecord *record, const QString &absence) const
{
    const QString name = pane.text->accessibleName();
    if (!record) {
        pane.title->setText(name);
        pane.text->setPlainText(absence);
        return;
    }
    QStringList words{name, RecordModel::direction(*record)};
    const QByteArray who = record->side == TapRecord::Side::Server ? record->backend : record->front;
    if (!who.isEmpty()) {
        const QString said = QString::fromUtf8(who);
        words.append(record->side == TapRecord::Side::Server ? Words::tame(said) : Words::front(said));
    }
    if (!record->version.isEmpty())
        words.append(Words::tame(QString::fromUtf8(record->version)));
    if (record->status)
        words.append(tr("HTTP %1").arg(record->status));
    if (record->isChanged)
        words.append(tr("secrets hidden"));
    pane.title->setText(words.join(QStringLiteral(" · ")));
    pane.text->setPlainText(layOut(*record));
}

void RecordDetails::mark(QPlainTextEdit *text, const QList<TextPart> &parts) const
{
    QColor ground = palette().color(QPalette::Highlight);
    ground.setAlpha(90);
    QList<QTextEdit::ExtraSelection> marks;
    for (const TextPart &part : parts) {
        QTextEdit::ExtraSelection selection;
        selection.cursor = QTextCursor(text->document());
        selection.cursor.setPosition(int(part.from));
        selection.cursor.setPosition(int(part.from + part.size), QTextCursor::KeepAnchor);
        selection.format.setBackground(ground);
        selection.format.setFontUnderline(true);
        marks.append(selection);
    }
    text->setExtraSelections(marks);
}

void RecordDetails::show(const TapRecord &record, const TapRecord *other)
{
    m_record = record;
    m_hasRecord = true;
    m_hasOther = other != nullptr;
    m_other = other ? *other : TapRecord();
    render();
}

void RecordDetails::render()
{
    if (!m_hasRecord)
        return;
    const bool isClient = m_record.side == TapRecord::Side::Client;
    const TapRecord *other = m_hasOther ? &m_other : nullptr;
    const TapRecord *client = isClient ? &m_record : other;
    const TapRecord *server = isClient ? other : &m_record;
    fill(m_client, client, tr("Nothing passed here for this message, or it is no longer kept."));
    fill(m_server, server, tr("Nothing passed here for this message: the gateway answered it itself, or it is no longer kept."));

    QStringList head{Words::tame(QString::fromUtf8(m_record.method)), RecordModel::client(m_record),
                     Words::clock(QDateTime::fromMSecsSinceEpoch(m_record.wallMs, Qt::UTC))};
    if (m_record.call)
        head.append(tr("call %1").arg(m_record.call));
    const TapRecord &timed = client && client->gatewayUs >= 0 ? *client : m_record;
    if (timed.serverUs >= 0) {
        const QString took = QString::number(double(timed.serverUs) / 1000, 'f', 2);
        head.append(timed.gatewayUs < 0 ? tr("server %1 ms").arg(took)
                                        : tr("server %1 ms, gateway %2 ms")
                                              .arg(took, QString::number(double(timed.gatewayUs) / 1000, 'f', 2)));
    }
    head.removeAll(QString());
    m_head->setText(head.join(QStringLiteral(" · ")));

    m_marked = {};
    m_changes->setVisible(m_hasOther);
    if (m_hasOther) {
        const bool clientFirst = client->isInbound;
        m_changes->setText(Changes::inWords(clientFirst ? *client : *server, clientFirst ? *server : *client));
        const QString left = m_client.text->toPlainText();
        const QString right = m_server.text->toPlainText();
        m_marked = m_isRaw ? Changes::ofWords(left, right) : Changes::ofLines(left, right);
    }
    mark(m_client.text, m_marked.before);
    mark(m_server.text, m_marked.after);
}

void RecordDetails::showNothing()
{
    m_hasRecord = false;
    m_hasOther = false;
    m_head->setText(tr("Choose a message to see it on both sides of the gateway."));
    m_changes->hide();
    for (const Pane &pane : {m_client, m_server}) {
        pane.title->setText(pane.text->accessibleName());
        pane.text->clear();
        pane.text->setExtraSelections({});
    }
}

void RecordDetails::setRaw(bool raw)
{
    m_isRaw = raw;
    for (const Pane &pane : {m_client, m_server})
        pane.text->setLineWrapMode(raw ? QPlainTextEdit::WidgetWidth : QPlainTextEdit::NoWrap);
    render();
}

void RecordDetails::changeEvent(QEvent *event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::PaletteChange && m_hasRecord) {
        mark(m_client.text, m_marked.before);
        mark(m_server.text, m_marked.after);
    }
}

} // namespace Signalbox
