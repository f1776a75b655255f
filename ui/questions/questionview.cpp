// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/questions/questionview.h"

#include "ui/icons.h"
#include "ui/questions/questionwords.h"
#include "ui/schemaform/growingtext.h"
#include "ui/schemaform/schemaform.h"
#include "ui/words.h"

#include <QDesktopServices>
#include <QDir>
#include <QFileDialog>
#include <QHBoxLayout>
#include <QJsonArray>
#include <QLabel>
#include <QPushButton>
#include <QScrollArea>
#include <QUrl>
#include <QVBoxLayout>

namespace Signalbox {

namespace {

const QString actionKey = QStringLiteral("action");
constexpr qsizetype mostRoots = 100;

/** Grows with what it holds, up to a third of the window, then scrolls. */
class Room : public QScrollArea
{
public:
    QSize sizeHint() const override
    {
        const int wanted = widget()->sizeHint().height() + 2 * frameWidth();
        return {fontMetrics().averageCharWidth() * 60, qMin(wanted, fontMetrics().lineSpacing() * 16)};
    }
    QSize minimumSizeHint() const override { return {200, qMin(sizeHint().height(), fontMetrics().lineSpacing() * 6)}; }
};

} // namespace

QuestionView::QuestionView(const Question &question, const QString &client, QWidget *parent)
    : QWidget(parent)
    , m_question(question)
    , m_body(new QVBoxLayout)
    , m_buttons(new QHBoxLayout)
    , m_left(new QLabel)
    , m_fault(new QLabel)
{
    auto *head = new QLabel(QuestionWords::whoAsks(question, client));
    head->setTextFormat(Qt::PlainText);
    head->setWordWrap(true);
    QFont bold = head->font();
    bold.setBold(true);
    head->setFont(bold);
    m_left->setTextFormat(Qt::PlainText);
    m_left->setForegroundRole(QPalette::PlaceholderText);
    m_left->setObjectName(QStringLiteral("left"));
    m_fault->setTextFormat(Qt::PlainText);
    m_fault->setWordWrap(true);
    m_fault->hide();
    auto *top = new QHBoxLayout;
    top->addWidget(head, 1);
    top->addWidget(m_left, 0, Qt::AlignTop);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addLayout(top);
    layout->addLayout(m_body);
    layout->addWidget(m_fault);
    layout->addStretch(1);
    layout->addLayout(m_buttons);
    if (question.isRoots())
        buildRoots();
    else if (question.isSampling())
        buildSampling();
    else if (question.isUrl())
        buildUrl();
    else
        buildForm();
    m_buttons->addStretch();
    setNow(QDateTime::currentDateTimeUtc());
}

void QuestionView::addText(const QString &text, bool isQuiet)
{
    auto *label = new QLabel;
    label->setTextFormat(Qt::PlainText);
    label->setText(text);
    label->setWordWrap(true);
    label->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
    if (isQuiet)
        label->setForegroundRole(QPalette::PlaceholderText);
    m_body->addWidget(label);
}

QPushButton *QuestionView::addButton(const char *icon, const QString &text, const QString &hint)
{
    auto *button = new QPushButton(text);
    if (icon)
        button->setIcon(markIcon({icon, Tone::Plain}));
    button->setToolTip(hint);
    m_buttons->addWidget(button);
    return button;
}

void QuestionView::buildForm()
{
    addText(QuestionWords::message(m_question), false);
    m_form = new SchemaForm;
    m_form->setSchema(m_question.params.value(QStringLiteral("requestedSchema")).toObject());
    auto *room = new Room;
    room->setWidgetResizable(true);
    room->setFrameShape(QFrame::NoFrame);
    room->setFocusPolicy(Qt::NoFocus);
    room->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    room->setWidget(m_form);
    m_body->addWidget(room);
    m_first = m_form;
    QPushButton *accept = addButton("state-ready", tr("Acc&ept"), tr("Give these answers to the server"));
    accept->setObjectName(QStringLiteral("accept"));
    connect(accept, &QPushButton::clicked, this, &QuestionView::sendForm);
    close();
}

/** The two ways of not answering that an elicitation knows. */
void QuestionView::close()
{
    QPushButton *decline = addButton("action-close", tr("Dec&line"), tr("Say no; the server goes on without"));
    decline->setObjectName(QStringLiteral("decline"));
    connect(decline, &QPushButton::clicked, this, [this] { answer({{actionKey, QStringLiteral("decline")}}); });
    QPushButton *cancel = addButton(nullptr, tr("Cancel &question"), tr("Neither yes nor no: the server should give up what it is doing"));
    cancel->setObjectName(QStringLiteral("cancel"));
    connect(cancel, &QPushButton::clicked, this, [this] { answer({{actionKey, QStringLiteral("cancel")}}); });
}

void QuestionView::buildUrl()
{
    addText(QuestionWords::message(m_question), false);
    const QString address = m_question.params.value(QStringLiteral("url")).toString();
    const QUrl url(address, QUrl::StrictMode);
    const bool isWeb = url.isValid() && (url.scheme() == QLatin1String("https") || url.scheme() == QLatin1String("http"));
    auto *shown = new QLabel;
    shown->setObjectName(QStringLiteral("address"));
    shown->setTextFormat(Qt::RichText);
    shown->setText(QuestionWords::emphasised(address));
    shown->setWordWrap(true);
    shown->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
    shown->setAccessibleName(tr("Address: %1").arg(Words::tame(address, 500)));
    m_body->addWidget(shown);
    if (isWeb) {
        addText(tr("The page belongs to %1. Open it only if you know why this server sends you there.")
                    .arg(Words::tame(url.host(QUrl::FullyEncoded))), true);
        QPushButton *open = addButton("action-start", tr("&Open in the browser"), tr("Nothing is opened before you say so"));
        open->setObjectName(QStringLiteral("open"));
        connect(open, &QPushButton::clicked, this, &QuestionView::openUrl);
        m_first = open;
        QPushButton *done = addButton("state-ready", tr("Don&e"), tr("Tell the server that you have been there"));
        done->setObjectName(QStringLiteral("accept"));
        connect(done, &QPushButton::clicked, this, [this] { answer({{actionKey, QStringLiteral("accept")}}); });
    } else {
        addText(tr("This is no address of a web page, so it cannot be opened."), true);
    }
    close();
}

void QuestionView::buildRoots()
{
    addText(tr("It wants to know which folders it may work in. Name them, one in each line; none is an answer as well."), false);
    m_text = new GrowingText(2);
    m_text->setAccessibleName(tr("Folders"));
    m_body->addWidget(m_text);
    m_first = m_text;
    QPushButton *choose = addButton(nullptr, tr("C&hoose a folder …"), tr("Add a folder to the list"));
    connect(choose, &QPushButton::clicked, this, &QuestionView::chooseFolder);
    QPushButton *send = addButton("state-ready", tr("Acc&ept"), tr("Tell these folders"));
    send->setObjectName(QStringLiteral("accept"));
    connect(send, &QPushButton::clicked, this, &QuestionView::sendRoots);
    QPushButton *no = addButton("action-close", tr("Dec&line"), tr("Tell nothing"));
    no->setObjectName(QStringLiteral("decline"));
    connect(no, &QPushButton::clicked, this, &QuestionView::refuse);
}

void QuestionView::buildSampling()
{
    addText(tr("It wants a language model to answer this. No model is connected here: you can refuse, or write the answer yourself."), true);
    auto *text = new QLabel;
    text->setTextFormat(Qt::PlainText);
    text->setText(QuestionWords::conversation(m_question));
    text->setWordWrap(true);
    text->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
    auto *inner = new QWidget;
    auto *innerLayout = new QVBoxLayout(inner);
    innerLayout->setContentsMargins(0, 0, 0, 0);
    innerLayout->addWidget(text);
    auto *room = new Room;
    room->setWidgetResizable(true);
    room->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    room->setAccessibleName(tr("What would be sent"));
    room->setWidget(inner);
    m_body->addWidget(room);
    m_text = new GrowingText(3);
    m_text->setAccessibleName(tr("Your answer"));
    m_text->setPlaceholderText(tr("Your answer"));
    m_text->setLineWrapMode(QPlainTextEdit::WidgetWidth);
    m_body->addWidget(m_text);
    m_first = m_text;
    QPushButton *send = addButton("state-ready", tr("S&end answer"), tr("The server gets it as if a model had written it"));
    send->setObjectName(QStringLiteral("accept"));
    send->setEnabled(false);
    connect(m_text, &QPlainTextEdit::textChanged, send, [this, send] { send->setEnabled(!m_text->toPlainText().trimmed().isEmpty()); });
    connect(send, &QPushButton::clicked, this, &QuestionView::sendReply);
    QPushButton *no = addButton("action-close", tr("Re&fuse"), tr("Send nothing"));
    no->setObjectName(QStringLiteral("decline"));
    connect(no, &QPushButton::clicked, this, &QuestionView::refuse);
}

void QuestionView::answer(const QJsonObject &result)
{
    if (std::exchange(m_isOver, true))
        return;
    setEnabled(false);
    Q_EMIT answered(m_question.number, result);
}

void QuestionView::refuse()
{
    if (std::exchange(m_isOver, true))
        return;
    setEnabled(false);
    Q_EMIT refused(m_question.number);
}

void QuestionView::sendForm()
{
    if (!m_form->check())
        return;
    answer({{actionKey, QStringLiteral("accept")}, {QStringLiteral("content"), *m_form->value()}});
}

void QuestionView::sendRoots()
{
    QJsonArray roots;
    for (const QString &line : m_text->toPlainText().split(QLatin1Char('\n'), Qt::SkipEmptyParts)) {
        const QString folder = line.trimmed();
        if (folder.isEmpty())
            continue;
        if (!QDir::isAbsolutePath(folder) || !QDir(folder).exists() || roots.size() >= mostRoots) {
            m_fault->setText(roots.size() >= mostRoots ? tr("Expected at most %1 folders.").arg(mostRoots)
                                                       : tr("%1: expected a folder that is there, such as %2.").arg(Words::tame(folder), QDir::homePath()));
            m_fault->show();
            m_text->setFocus();
            return;
        }
        roots.append(QJsonObject{{QStringLiteral("uri"), QUrl::fromLocalFile(folder).toString(QUrl::FullyEncoded)},
                                 {QStringLiteral("name"), QDir(folder).dirName()}});
    }
    answer({{QStringLiteral("roots"), roots}});
}

void QuestionView::sendReply()
{
    const QJsonObject content{{QStringLiteral("type"), QStringLiteral("text")}, {QStringLiteral("text"), m_text->toPlainText()}};
    answer({{QStringLiteral("role"), QStringLiteral("assistant")},
            {QStringLiteral("content"), content},
            {QStringLiteral("model"), QStringLiteral("person")},
            {QStringLiteral("stopReason"), QStringLiteral("endTurn")}});
}

void QuestionView::openUrl()
{
    if (!QDesktopServices::openUrl(QUrl(m_question.params.value(QStringLiteral("url")).toString(), QUrl::StrictMode))) {
        m_fault->setText(tr("No browser could be opened. Copy the address above into one."));
        m_fault->show();
    }
}

void QuestionView::chooseFolder()
{
    auto *dialog = new QFileDialog(this, tr("A folder the server may work in"), QDir::homePath());
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setFileMode(QFileDialog::Directory);
    dialog->setOption(QFileDialog::ShowDirsOnly);
    connect(dialog, &QFileDialog::fileSelected, m_text, &QPlainTextEdit::appendPlainText);
    dialog->setModal(false);
    dialog->show();
}

void QuestionView::setNow(const QDateTime &now)
{
    m_left->setText(QuestionWords::timeLeft(m_question.until, now));
}

void QuestionView::focusAnswer()
{
    if (m_form && !m_form->isEmpty())
        m_form->focusFirst();
    else if (m_first)
        m_first->setFocus(Qt::OtherFocusReason);
}

} // namespace Signalbox
