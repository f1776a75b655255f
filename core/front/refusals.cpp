// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/front/refusals.h"

namespace Signalbox {

void refuse(Reply reply, const Refusal &refusal, const HeaderList &headers, QByteArrayView id)
{
    HeaderList all = headers;
    all += refusal.headers;
    all.emplaceBack("Content-Type", "application/json");
    const Message body = Message::error(id, refusal.code, refusal.sentence.toUtf8(), refusal.data);
    reply.send(refusal.status, all, body.bytes());
}

Refusal plainRefusal(int status, int code, const QString &sentence)
{
    return {status, code, sentence, {}, {}};
}

Refusal refusalOf(const Fault &fault)
{
    return {400, fault.code, fault.sentence, {}, {}};
}

} // namespace Signalbox
