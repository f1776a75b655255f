// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/upstream/modern/plainanswer.h"

#include "core/upstream/modern/selfdescription.h"
#include "core/wire/errorcodes.h"

namespace Signalbox::PlainAnswer {

namespace {

bool isForeign(JsonView key)
{
    return key.equals("resultType") || key.equals("ttlMs") || key.equals("cacheScope");
}

QByteArray pair(const JsonView::Iterator &member, QByteArrayView value)
{
    return member.key().raw().toByteArray() + ':' + value.toByteArray();
}

QByteArray metaWithoutIdentity(JsonView meta)
{
    QByteArrayList kept;
    for (auto entry = meta.begin(); entry != meta.end(); ++entry) {
        if (!entry.key().equals(SelfDescription::serverInfo))
            kept.append(pair(entry, entry.value().raw()));
    }
    return kept.isEmpty() ? QByteArray() : '{' + kept.join(',') + '}';
}

} // namespace

Message of(const Message &answer)
{
    const JsonView result = answer.resultValue();
    if (!result.isObject())
        return answer;
    if (const JsonView type = result["resultType"]; type.exists() && !type.equals("complete")) {
        return Message::error(answer.id(), ErrorCode::internalError,
                              "the server answered with a result of a kind that was not asked for: "
                                  + type.string().left(100));
    }
    QByteArrayList kept;
    bool isChanged = false;
    for (auto member = result.begin(); member != result.end(); ++member) {
        if (isForeign(member.key()) || (member.key().equals("structuredContent") && !member.value().isObject())) {
            isChanged = true;
            continue;
        }
        if (!member.key().equals("_meta") || !member.value()[SelfDescription::serverInfo].exists()) {
            kept.append(pair(member, member.value().raw()));
            continue;
        }
        isChanged = true;
        if (const QByteArray meta = metaWithoutIdentity(member.value()); !meta.isEmpty())
            kept.append(pair(member, meta));
    }
    return isChanged ? Message::result(answer.id(), '{' + kept.join(',') + '}') : answer;
}

} // namespace Signalbox::PlainAnswer
