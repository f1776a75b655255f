// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/front/cors.h"

namespace Signalbox {

namespace {

constexpr auto everyRequest = "content-type, accept, authorization, mcp-session-id, mcp-protocol-version, "
                              "last-event-id, mcp-method, mcp-name";
constexpr QByteArrayView parameterPrefix = "mcp-param-";
constexpr int mostParameters = 100;

bool isHeaderName(QByteArrayView name)
{
    constexpr QByteArrayView others = "!#$%&'*+-.^_`|~";
    return std::all_of(name.begin(), name.end(), [others](char c) {
        return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || others.contains(c);
    });
}

/** The header names that a page asks for and that only it can know: those made from a tool's parameters. */
QByteArray askedParameters(const QByteArray &asked)
{
    QByteArray names;
    int count = 0;
    for (const QByteArray &part : asked.toLower().split(',')) {
        const QByteArray name = part.trimmed();
        if (!name.startsWith(parameterPrefix) || !isHeaderName(name) || ++count > mostParameters)
            continue;
        names += ", " + name;
    }
    return names;
}

} // namespace

HeaderList corsHeaders(const QByteArray &origin)
{
    return {{"Access-Control-Allow-Origin", origin},
            {"Vary", "Origin"},
            {"Access-Control-Expose-Headers", "mcp-session-id, www-authenticate"}};
}

HeaderList preflightHeaders(const HttpRequest &request)
{
    HeaderList headers{{"Access-Control-Allow-Methods", "GET, POST, DELETE, OPTIONS"},
                       {"Access-Control-Allow-Headers",
                        QByteArray(everyRequest) + askedParameters(request.header("Access-Control-Request-Headers"))},
                       {"Access-Control-Max-Age", "600"}};
    if (request.header("Access-Control-Request-Private-Network") == "true")
        headers.emplaceBack("Access-Control-Allow-Private-Network", "true");
    return headers;
}

} // namespace Signalbox
