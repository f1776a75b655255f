// SPDX-License-Identifier: GPL-3.0-or-later
// The part of ModernFront that tells news to those who listen.
#include "core/front/mediatypes.h"
#include "core/front/modern/modernfront.h"
#include "core/front/refusals.h"
#include "core/mirror/taskextension.h"
#include "core/routing/router.h"
#include "core/wire/errorcodes.h"

#include <QPointer>

namespace Signalbox {

namespace {
constexpr size_t mostListens = 1'024;
}

void ModernFront::listen(Visit visit, const Message &request)
{
    if (m_listens.size() >= mostListens) {
        HeaderList headers = visit.cors;
        headers.emplaceBack("Content-Type", "application/json");
        visit.reply.send(200, headers,
                         Message::error(request.id(), ErrorCode::internalError, "too many listens are open").bytes());
        return;
    }
    m_router->greeting(visit.view, clientOf(visit, StatelessMeta::of(request)),
                       [self = QPointer<ModernFront>(this), visit, request](const Greeting &greeting) {
                           if (self)
                               self->beginListen(visit, request, greeting.capabilities);
                       });
}

void ModernFront::beginListen(const Visit &visit, const Message &request, const QByteArray &capabilities)
{
    auto wish = Listening::read(request, JsonView(capabilities));
    if (!wish) {
        return refuse(visit.reply, plainRefusal(400, ErrorCode::invalidParams, wish.error().sentence), visit.cors,
                      request.id());
    }
    const ClientPtr client = clientOf(visit, StatelessMeta::of(request));
    // Before anything is said of the ids.
    if (request.params()["notifications"]["taskIds"].exists() && !client->features.tasks) {
        const QString lacks = QStringLiteral("The client did not declare the extension for tasks");
        return refuse(visit.reply, {400, ErrorCode::missingCapability, lacks, TaskExtension::demand(), {}}, visit.cors, request.id());
    }
    HeaderList headers = streamHeaders(visit.cors);
    headers.emplaceBack("X-Accel-Buffering", "no");
    Reply reply = visit.reply;
    std::shared_ptr<Stream> stream = reply.openStream(headers);
    if (!stream)
        return;
    const quint64 number = client->number;
    auto made = std::make_unique<Listening>(request, client, std::move(*wish), std::make_unique<FrameQueue>(std::move(stream), watched(*client)));
    Listening *listening = made.get();
    listening->onClosed([this, number] { endListen(number); });
    m_listens.emplace(number, std::move(made));
    QList<TaskIds::Task> tasks;
    for (const QByteArray &id : listening->tasks()) {
        if (const auto task = m_router->taskOf(*client, id)) {
            listening->knowsTask(task->backend, task->id, id);
            tasks.append(*task);
        }
    }
    listening->acknowledge();
    m_clients.changed(client->shown);
    m_router->clientCame(client);
    for (const TaskIds::Task &task : std::as_const(tasks))
        m_router->followTask(client, task);
    for (const QByteArray &uri : listening->uris()) {
        const Message subscribe =
            Message::request(QByteArray::number(number), "resources/subscribe", "{\"uri\":" + jsonString(uri) + '}');
        const CallPtr call = m_router->start(subscribe, client, listening);
        if (call->isOpen())
            listening->follows(call);
    }
}

void ModernFront::endListen(quint64 number)
{
    const auto found = m_listens.find(number);
    if (found == m_listens.end())
        return;
    const quint64 shown = found->second->client()->shown;
    m_listens.erase(found);
    m_clients.listenEnded(shown, number);
    m_router->clientLeft(number);
}

/** Nothing is asked for by a notification here; some clients say goodbye to a listen before they close it. */
void ModernFront::take(const Visit &visit, const Message &notification)
{
    Reply reply = visit.reply;
    reply.send(202, visit.cors, {});
    if (!notification.isMethod("notifications/cancelled"))
        return;
    const QByteArrayView id = notification.params()["requestId"].raw();
    for (const auto &[number, listening] : m_listens) {
        if (listening->id() == id && listening->client()->caller.principal == visit.caller.principal
            && listening->client()->view == visit.view) {
            closeListen(quint64(number));
            return;
        }
    }
}

int ModernFront::deliver(const TaggedNotice &notice)
{
    const bool forAll = notice.prefixed.kind() != Message::Kind::None;
    int receivers = 0;
    for (const auto &[number, listening] : m_listens) {
        const Client &client = *listening->client();
        const bool sees = client.view.isAll() ? forAll : notice.source.isEmpty() || client.view.backend == notice.source;
        const bool concerned = notice.scope == TaggedNotice::Scope::Viewers || notice.clients.contains(number)
            || notice.clients.contains(client.sharer);
        if (sees && concerned && listening->hear(client.view.isAll() ? notice.prefixed : notice.plain, notice.source)) {
            ++receivers;
            m_clients.changed(client.shown);
        }
    }
    return receivers;
}

} // namespace Signalbox
