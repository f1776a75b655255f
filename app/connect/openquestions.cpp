// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/connect/openquestions.h"

namespace Signalbox {

QByteArray OpenQuestions::add(Backend *from, const QByteArray &id)
{
    const QByteArray clientsId = "\"signalbox-" + QByteArray::number(++m_last) + '"';
    m_open.insert(clientsId, {from, id});
    return clientsId;
}

QByteArray OpenQuestions::withdraw(Backend *from, QByteArrayView id)
{
    for (auto question = m_open.cbegin(); question != m_open.cend(); ++question) {
        if (question->from != from || question->id != id)
            continue;
        const QByteArray clientsId = question.key();
        m_open.erase(question);
        return clientsId;
    }
    return {};
}

QByteArrayList OpenQuestions::clientsIdsOf(Backend *from) const
{
    QByteArrayList ids;
    for (auto question = m_open.cbegin(); question != m_open.cend(); ++question) {
        if (question->from == from)
            ids.append(question.key());
    }
    return ids;
}

} // namespace Signalbox
