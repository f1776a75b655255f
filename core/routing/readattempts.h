// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/call/call.h"
#include "core/routing/catalog.h"

#include <QList>
#include <QPointer>

#include <memory>

namespace Signalbox {

/**
 * A resource that nobody lists is looked for at each candidate in turn; the first that knows it answers. One attempt is
 * a call of its own with the client's request, and what happens in it is passed on. Owns itself until the end.
 */
class ReadAttempts : public CallOwner, private CallCarrier, public std::enable_shared_from_this<ReadAttempts>
{
public:
    static void start(const CallPtr &call, QList<Owner> candidates);

private:
    ReadAttempts(CallPtr call, QList<Owner> candidates);
    void next();

    void progressed(Call &attempt, const Message &notification) override;
    void logged(Call &attempt, const Message &notification) override;
    void asked(Call &attempt, const AskPtr &ask) override;
    void finished(Call &attempt, const Message &answer) override;
    void cancelled(Call &call, quint64 ticket, const QString &reason) override;

    CallPtr m_call;
    struct Candidate
    {
        QPointer<Upstream> upstream;
        QByteArray uri;
    };
    QList<Candidate> m_candidates;
    CallPtr m_attempt;
    Message m_lastAnswer;
    std::shared_ptr<ReadAttempts> m_self;
};

} // namespace Signalbox
