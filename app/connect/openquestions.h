// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QHash>

namespace Signalbox {

class Backend;

/**
 * Questions of gateways that the client has not answered. Ids of two gateways may be the same, so the client gets ids
 * of ours. Ids are JSON, as they stand in messages.
 */
class OpenQuestions
{
public:
    struct Question
    {
        Backend *from = nullptr; //!< nullptr = no such question
        QByteArray id; //!< as the gateway wrote it
    };

    /** The id for the client. */
    QByteArray add(Backend *from, const QByteArray &id);
    Question take(const QByteArray &clientsId) { return m_open.take(clientsId); }
    /** The client's id of a question that its gateway withdraws; empty if it is not open. */
    QByteArray withdraw(Backend *from, QByteArrayView id);
    QByteArrayList clientsIdsOf(Backend *from) const;

private:
    QHash<QByteArray, Question> m_open; //!< by the client's id
    quint64 m_last = 0;
};

} // namespace Signalbox
