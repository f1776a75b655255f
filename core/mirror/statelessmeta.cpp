// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/mirror/statelessmeta.h"

#include <array>
#include <utility>

namespace Signalbox {

StatelessMeta StatelessMeta::of(const Message &message)
{
    static constexpr std::array<std::pair<QByteArrayView, JsonView StatelessMeta::*>, 5> members = {{
        {"io.modelcontextprotocol/protocolVersion", &StatelessMeta::version},
        {"io.modelcontextprotocol/clientCapabilities", &StatelessMeta::capabilities},
        {"io.modelcontextprotocol/clientInfo", &StatelessMeta::info},
        {"io.modelcontextprotocol/logLevel", &StatelessMeta::logLevel},
        {"progressToken", &StatelessMeta::progressToken},
    }};
    StatelessMeta read;
    const JsonView meta = message.meta();
    if (!meta.isObject())
        return read;
    for (auto member = meta.begin(), end = meta.end(); member != end; ++member) {
        for (const auto &[name, place] : members) {
            // Of a key that stands twice the first is meant.
            if (!(read.*place).exists() && member.key().equals(name))
                read.*place = member.value();
        }
    }
    return read;
}

JsonView claimedVersion(const Message &message)
{
    return message.meta()["io.modelcontextprotocol/protocolVersion"];
}

} // namespace Signalbox
