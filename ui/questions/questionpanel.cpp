// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/questions/questionpanel.h"

#include "ui/board.h"
#include "ui/commands.h"
#include "ui/icons.h"
#include "ui/questions/questionview.h"
#include "ui/themed.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>
#include <QStackedWidget>
#include <QVBoxLayout>

namespace Signalbox {

namespace {

/** As high as the question that is shown, not as the highest of all. */
class ShownOnly : public QStackedWidget
{
public:
    QSize sizeHint() const override { return currentWidget() ? currentWidget()->sizeHint() : QSize(); }
    QSize minimumSizeHint() const override { return currentWidget() ? currentWidget()->minimumSizeHint() : QSize(); }
};

} // namespace

QuestionPanel::QuestionPanel(Board *board, Commands *commands, QWidget *parent)
    : QFrame(parent)
    , m_board(board)
    , m_commands(commands)
    , m_stack(new ShownOnly)
    , m_place(new QLabel)
    , m_previous(new QPushButton(tr("Pre&vious")))
    , m_next(new QPushButton(tr("Ne&xt")))
    , m_pager(new QWidget)
{
    setFrameShape(QFrame::StyledPanel);
    setAccessibleName(tr("Questions of servers"));
    setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Maximum);
    auto *sign = new QLabel;
    setMark(sign, {"question", Tone::Busy}, 20);
    m_place->setTextFormat(Qt::PlainText);
    auto *pager = new QHBoxLayout(m_pager);
    pager->setContentsMargins(0, 0, 0, 0);
    pager->addWidget(m_place);
    pager->addWidget(m_previous);
    pager->addWidget(m_next);
    pager->addStretch();
    auto *right = new QVBoxLayout;
    right->addWidget(m_pager);
    right->addWidget(m_stack, 1);
    auto *layout = new QHBoxLayout(this);
    layout->addWidget(sign, 0, Qt::AlignTop);
    layout->addLayout(right, 1);
    connect(m_previous, &QPushButton::clicked, this, [this] { move(-1); });
    connect(m_next, &QPushButton::clicked, this, [this] { move(+1); });
    connect(board->questions(), &QuestionList::added, this, &QuestionPanel::add);
    connect(board->questions(), &QuestionList::removed, this, &QuestionPanel::remove);
    for (const Question &question : board->questions()->questions())
        add(question);
    update();
}

QString QuestionPanel::clientOf(const Question &question) const
{
    const SessionFact *session = m_board->sessions()->find(question.session);
    return session ? session->client : QString();
}

void QuestionPanel::add(const Question &question)
{
    auto *view = new QuestionView(question, clientOf(question));
    connect(view, &QuestionView::answered, this, [this](quint64 number, const QJsonObject &result) {
        send(QStringLiteral("ask.answer"), number, {{QStringLiteral("result"), result}});
    });
    connect(view, &QuestionView::refused, this, [this](quint64 number) { send(QStringLiteral("ask.refuse"), number, {}); });
    m_stack->addWidget(view);
    update();
}

void QuestionPanel::send(const QString &command, quint64 number, const QJsonObject &arguments)
{
    QJsonObject all = arguments;
    all.insert(QStringLiteral("number"), qint64(number));
    m_commands->ask(command, all);
}

void QuestionPanel::remove(quint64 number)
{
    for (int i = 0; i < m_stack->count(); ++i) {
        auto *view = static_cast<QuestionView *>(m_stack->widget(i));
        if (view->number() != number)
            continue;
        const bool hadFocus = view->isAncestorOf(focusWidget());
        m_stack->removeWidget(view);
        view->deleteLater(); // it may be the one that has just sent the answer
        update();
        if (hadFocus && current())
            current()->focusAnswer();
        return;
    }
}

void QuestionPanel::move(int by)
{
    if (m_stack->count() == 0)
        return;
    m_stack->setCurrentIndex((m_stack->currentIndex() + by + m_stack->count()) % m_stack->count());
    update();
    current()->focusAnswer();
}

void QuestionPanel::update()
{
    m_pager->setVisible(m_stack->count() > 1);
    m_place->setText(tr("Question %1 of %2").arg(m_stack->currentIndex() + 1).arg(m_stack->count()));
    setVisible(m_stack->count() > 0);
    m_stack->updateGeometry();
}

QuestionView *QuestionPanel::current() const
{
    return static_cast<QuestionView *>(m_stack->currentWidget());
}

int QuestionPanel::count() const
{
    return m_stack->count();
}

void QuestionPanel::setNow(const QDateTime &now)
{
    if (QuestionView *view = current())
        view->setNow(now);
}

void QuestionPanel::focusAnswer()
{
    if (QuestionView *view = current())
        view->focusAnswer();
}

} // namespace Signalbox
