// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/questions/questionnotifier.h"

#include "ui/questions/questionwords.h"

namespace Signalbox {

namespace {
constexpr int pause = 400; //!< ms in which further questions join the same notification
} // namespace

QuestionNotifier::QuestionNotifier(const QuestionList *questions, std::function<bool()> isLookedAt, QObject *parent,
                                   const QDBusConnection &bus)
    : QObject(parent)
    , m_questions(questions)
    , m_isLookedAt(std::move(isLookedAt))
    , m_notification(bus)
{
    m_soon.setSingleShot(true);
    m_soon.setInterval(pause);
    connect(&m_soon, &QTimer::timeout, this, &QuestionNotifier::tell);
    connect(questions, &QuestionList::added, this, &QuestionNotifier::onAdded);
    connect(questions, &QuestionList::removed, this, &QuestionNotifier::onRemoved);
    connect(&m_notification, &DesktopNotification::chosen, this, &QuestionNotifier::openAsked);
    connect(&m_notification, &DesktopNotification::notShown, this,
            [this](const DesktopNotification::Content &content) { Q_EMIT notShown(content.title, content.text); });
}

/** Questions that keep coming do not put the telling off. */
void QuestionNotifier::onAdded()
{
    if (!m_soon.isActive())
        m_soon.start();
}

void QuestionNotifier::onRemoved()
{
    if (m_questions->questions().isEmpty()) {
        m_soon.stop();
        m_notification.close();
    } else if (m_notification.isThere()) {
        onAdded(); // what it says is no longer true
    }
}

void QuestionNotifier::tell()
{
    const QList<Question> &questions = m_questions->questions();
    if (questions.isEmpty() || m_isLookedAt())
        return;
    m_notification.show({tr("A server has a question"),
                         QuestionWords::notification(questions),
                         {{QStringLiteral("default"), tr("Open")}, {QStringLiteral("answer"), tr("Answer")}},
                         0,
                         true});
}

} // namespace Signalbox
