// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "tests/front/mounted.h"

namespace Signalbox {

inline constexpr auto everything = R"({"elicitation":{"form":{},"url":{}},"sampling":{},"roots":{}})";
inline constexpr auto form = R"({"message":"Who?","requestedSchema":{"type":"object","properties":{}}})";

/** A stateless request with everything it needs. */
struct Request
{
    QByteArray id = "1";
    QByteArray method = "tools/call";
    QByteArray params = R"("name":"hold","arguments":{})"; //!< members
    QByteArray name = "hold"; //!< for the header; empty = none
    QByteArray capabilities = everything;
    QByteArray meta; //!< more members of _meta, each after a comma

    std::unique_ptr<HttpClient> send(const Mounted &house, const QByteArray &path = "/mcp/one") const
    {
        HeaderList headers{{"Content-Type", "application/json"},
                           {"Accept", "application/json, text/event-stream"},
                           {"MCP-Protocol-Version", "2026-07-28"},
                           {"Mcp-Method", method}};
        if (!name.isEmpty())
            headers.append({"Mcp-Name", name});
        const QByteArray body = R"({"jsonrpc":"2.0","id":)" + id + R"(,"method":")" + method + R"(","params":{)" + params
            + (params.isEmpty() ? "" : ",") + R"("_meta":{"io.modelcontextprotocol/protocolVersion":"2026-07-28",)"
            + R"("io.modelcontextprotocol/clientCapabilities":)" + capabilities + meta + "}}}";
        return house.request("POST", path, headers, body);
    }
};

inline Message parsed(const QByteArray &data)
{
    const auto message = Message::parse(data);
    return message ? *message : Message();
}

inline Request plain(const QByteArray &method, const QByteArray &params = {})
{
    Request request;
    request.method = method;
    request.params = params;
    request.name.clear();
    return request;
}

} // namespace Signalbox
