// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/plugin/backend.h"
#include "core/result.h"

#include <QJsonObject>
#include <QUrl>

namespace Signalbox {

/** What a person wrote about a server with an address in mcpServers, checked. */
struct HttpSettings
{
    enum class Speech {
        Any, //!< Streamable HTTP, and HTTP+SSE where the server knows nothing newer
        Streamable,
        Sse
    };

    QUrl url; //!< http or https, with a host, without fragment
    HeaderList headers; //!< go along with every request
    Speech speech = Speech::Any;

    /** No sentence of a refusal shows a value: tokens stand in them. */
    static Result<HttpSettings> read(const QJsonObject &settings);
};

} // namespace Signalbox
