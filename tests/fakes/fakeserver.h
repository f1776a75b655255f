// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "tests/fakes/fakebackend.h"

#include <QHash>

namespace Signalbox {

/**
 * A small MCP server on the other end of a scripted pipe. Answers the handshake, ping, lists and tool calls; what a
 * method answers can be given, and so can the ways in which it misbehaves.
 */
class FakeServer : public FakeBackend
{
    Q_OBJECT

public:
    /** Gives the raw JSON of the result. */
    using Answer = std::function<QByteArray(const Message &request)>;
    enum class Manner {
        Proper,
        Twice, //!< answers every request two times
        Never,
        AfterQuestion, //!< asks the client first (`question`) and answers once it has its answer
        WithProgress //!< tells progress twice before it answers, if the request has a token
    };

    explicit FakeServer(QObject *parent = nullptr);

    QByteArray capabilities = "{\"tools\":{\"listChanged\":true},\"logging\":{}}";
    QByteArray name = "fake";
    QByteArray question = "elicitation/create"; //!< method of what AfterQuestion asks
    QByteArray questionParams = "{\"message\":\"Sure?\",\"requestedSchema\":{\"type\":\"object\",\"properties\":{}}}";

    void answer(const QByteArray &method, Answer answer) { m_answers.insert(method, std::move(answer)); }
    /** A tool that answers with the raw JSON result `result`. */
    void addTool(const QByteArray &toolName, Answer result);
    void behave(const QByteArray &method, Manner manner) { m_manners.insert(method, manner); }
    /** The pipe breaks when the n-th message was taken, before it is answered. */
    void dieAt(int message) { m_lastMessage = message; }
    void notify(const QByteArray &method, const QByteArray &params = {});

private:
    void take(const Message &message, const Route &route);
    void takeRequest(const Message &request, const Origin &origin);
    void reply(const Message &request, const Origin &origin);
    Message answerTo(const Message &request) const;
    QByteArray initialize(const Message &request) const;
    QByteArray toolList() const;

    QHash<QByteArray, Answer> m_answers;
    QList<std::pair<QByteArray, Answer>> m_tools;
    QHash<QByteArray, Manner> m_manners;
    QHash<QByteArray, std::pair<Message, Origin>> m_waiting; //!< id of our question -> what waits for its answer
    int m_lastMessage = 0;
    int m_taken = 0;
    int m_questions = 0;
};

} // namespace Signalbox
