// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/session/openasks.h"
#include "core/wire/errorcodes.h"

namespace Signalbox {

OpenAsks::~OpenAsks()
{
    for (const Row &row : std::as_const(m_rows))
        row.ask->onWithdrawn({});
}

bool OpenAsks::put(const AskPtr &ask, Say say)
{
    const QByteArray id = QByteArray::number(ask->number());
    const bool wantsProgress = ask->request().progressToken().exists();
    const Message question = ask->request().withIdAndToken(id, wantsProgress ? QByteArrayView(id) : QByteArrayView());
    // Before it is said: saying it may end the session.
    m_rows.insert(id, {ask, say});
    ask->onWithdrawn([this](Ask &gone, const QString &why) { withdrawn(gone, why); });
    if (say(Event::of(question)))
        return true;
    if (m_rows.remove(id))
        ask->onWithdrawn({});
    return false;
}

void OpenAsks::answered(const Message &response)
{
    const Row row = m_rows.take(response.id().toByteArray());
    if (row.ask)
        row.ask->answer(response);
}

void OpenAsks::progressed(const Message &notification)
{
    const auto row = m_rows.constFind(notification.params()["progressToken"].raw().toByteArray());
    if (row == m_rows.cend())
        return;
    const AskPtr ask = row->ask; // hearing of it may end it
    ask->progress(notification);
}

void OpenAsks::refuseAll()
{
    for (const Row &row : std::exchange(m_rows, {})) {
        row.ask->onWithdrawn({});
        row.ask->refuse(ErrorCode::internalError, "the client has left");
    }
}

void OpenAsks::withdrawn(const Ask &ask, const QString &why)
{
    const QByteArray id = QByteArray::number(ask.number());
    const Row row = m_rows.take(id);
    if (!row.ask)
        return;
    const QByteArray params = "{\"requestId\":" + id + ",\"reason\":" + jsonString(why.toUtf8()) + '}';
    row.say(Event::of(Message::notification("notifications/cancelled", params)));
}

} // namespace Signalbox
