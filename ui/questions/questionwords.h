// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/questions/questionlist.h"

#include <QCoreApplication>

namespace Signalbox {

/** How a question of a server is said to the person: bounded, tamed, never read as markup. */
class QuestionWords
{
    Q_DECLARE_TR_FUNCTIONS(Signalbox::QuestionWords)

public:
    static QString whoAsks(const Question &question, const QString &client);
    static QString message(const Question &question);
    static QString conversation(const Question &question); //!< what a model would be given
    static QString emphasised(const QString &address); //!< markup: the host in bold
    static QString timeLeft(const QDateTime &until, const QDateTime &now);
    static QString notification(const QList<Question> &questions);
};

} // namespace Signalbox
