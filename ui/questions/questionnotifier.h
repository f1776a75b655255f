// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/questions/questionlist.h"

#include <QDBusConnection>
#include <QTimer>

#include <functional>

namespace Signalbox {

/**
 * One notification of the desktop for all questions that wait while nobody looks at them: it counts, is replaced and
 * goes away with the last question. Where the desktop shows none, unanswerable() leaves it to the tray.
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
    void unanswerable(const QString &sentence); //!< there is no notification service: tell it otherwise

private:
    void tell();
    void show(const QString &body);
    void close();

private Q_SLOTS:
    void onAction(uint id, const QString &action);
    void onClosed(uint id);

private:
    const QuestionList *m_questions;
    std::function<bool()> m_isLookedAt;
    QDBusConnection m_bus;
    QTimer m_soon;
    uint m_id = 0; //!< of the notification that is shown; 0 = none
    bool m_isAsking = false;
    bool m_isStale = false;
};

} // namespace Signalbox
