// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/notices/desktopnotification.h"
#include "ui/questions/questionlist.h"

#include <QTimer>

#include <functional>

namespace Signalbox {

/**
 * One notification of the desktop for all questions that wait while nobody looks at them: it counts, is replaced and
 * goes away with the last question. Where the desktop shows none, notShown() leaves it to somebody else.
 */
class QuestionNotifier : public QObject
{
    Q_OBJECT

public:
    /** The list outlives this. `isLookedAt` tells whether the person has the questions before them. */
    QuestionNotifier(const QuestionList *questions, std::function<bool()> isLookedAt, QObject *parent = nullptr,
                     const QDBusConnection &bus = QDBusConnection::sessionBus());

Q_SIGNALS:
    void openAsked(); //!< the person chose the notification
    void notShown(const QString &title, const QString &text);

private:
    void onAdded();
    void onRemoved();
    void tell();

    const QuestionList *m_questions;
    std::function<bool()> m_isLookedAt;
    DesktopNotification m_notification;
    QTimer m_soon;
};

} // namespace Signalbox
