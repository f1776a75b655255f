// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/call/call.h"
#include "core/front/modern/framequeue.h"
#include "core/routing/notice.h"

#include <QByteArrayList>
#include <QDateTime>
#include <QHash>
#include <QSet>

#include <memory>

namespace Signalbox {

/**
 * One open `subscriptions/listen` (2026-07-28: Subscriptions): acknowledged first, then exactly the kinds of news that
 * were asked for, each with the id of the request. News that a slow client has not read yet is told once.
 */
class Listening final : public CallOwner
{
public:
    /** What a client wants to hear of. */
    struct Wish
    {
        bool tools = false;
        bool prompts = false;
        bool resources = false;
        QByteArrayList uris;
        QByteArrayList tasks; //!< as the client knows them
    };

    /** Reads params.notifications and leaves out what `capabilities` (raw ServerCapabilities) do not offer. */
    static Result<Wish> read(const Message &request, JsonView capabilities);

    Listening(const Message &request, ClientPtr client, Wish wish, std::unique_ptr<FrameQueue> frames);
    ~Listening();

    const ClientPtr &client() const { return m_client; }
    QByteArray id() const { return m_id; } //!< of the request, raw
    const SentCount &told() const { return m_frames->count(); }
    qsizetype waiting() const { return m_order.size(); } //!< news that a slow client has not read yet
    QDateTime since() const { return m_since; }
    const QByteArrayList &uris() const { return m_wish.uris; }
    const QByteArrayList &tasks() const { return m_wish.tasks; }
    /** The task of that backend, which its server knows as `id`, is the one that the client calls `publicId`. */
    void knowsTask(const QByteArray &backend, const QByteArray &id, const QByteArray &publicId);
    /** A subscription of this listen on its way to the server. */
    void follows(CallPtr call) { m_calls.append(std::move(call)); }

    void acknowledge();
    /** True if it wanted to hear that. */
    bool hear(const Message &notification, const QByteArray &backend);
    void keepAlive(qint64 before) { m_frames->keepAlive(before); }
    /** In good order, because there will be no more news. */
    void finish();
    void onClosed(std::function<void()> closed) { m_frames->onClosed(std::move(closed)); }

    // Whether a server lets itself be subscribed to concerns nobody: it tells news or none.
    void progressed(Call &, const Message &) override { }
    void logged(Call &, const Message &) override { }
    void asked(Call &call, const AskPtr &ask) override;
    void finished(Call &call, const Message &answer) override;

private:
    bool wants(const Message &notification) const;
    bool tell(const QByteArray &about, const Message &notification);
    QByteArray tag() const;
    void flush();

    QDateTime m_since = QDateTime::currentDateTimeUtc();
    QByteArray m_id;
    ClientPtr m_client;
    Wish m_wish;
    QSet<QByteArray> m_uris;
    QHash<std::pair<QByteArray, QByteArray>, QByteArray> m_tasks; //!< by backend and the server's id
    std::unique_ptr<FrameQueue> m_frames;
    QList<CallPtr> m_calls;
    QByteArrayList m_order; //!< of what waits, by what it is about
    QHash<QByteArray, QByteArray> m_waiting; //!< newest lines
};

} // namespace Signalbox
