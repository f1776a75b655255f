// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/questions/questionlist.h"

#include <QJsonDocument>

#include <algorithm>

namespace Signalbox {

void QuestionList::take(const AskFact &fact)
{
    const auto known = std::ranges::find(m_questions, fact.number, &Question::number);
    if (!fact.open) {
        if (known == m_questions.end())
            return;
        m_questions.erase(known);
        Q_EMIT removed(fact.number);
        return;
    }
    // Only what the person is asked comes with its text.
    if (known != m_questions.end() || (fact.question.isEmpty() && fact.until.isNull()))
        return;
    const Question question{fact.number,  fact.session, fact.source, fact.tool,
                            fact.method, QJsonDocument::fromJson(fact.question).object(), fact.until};
    m_questions.append(question);
    Q_EMIT added(question);
}

} // namespace Signalbox
