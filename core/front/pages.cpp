// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/front/pages.h"

#include <QJsonDocument>

namespace Signalbox::Pages {

namespace {

void send(Reply reply, int status, HeaderList headers, const char *type, const QByteArray &body)
{
    headers.emplaceBack("Content-Type", type);
    headers.emplaceBack("Cache-Control", "no-store");
    headers.emplaceBack("X-Content-Type-Options", "nosniff");
    reply.send(status, headers, body);
}

} // namespace

void welcome(Reply reply, const HeaderList &headers)
{
    send(std::move(reply), 200, headers, "text/plain; charset=utf-8",
         "Signalbox " SIGNALBOX_VERSION "\n\n"
         "/mcp            all servers, for MCP clients\n"
         "/mcp/<server>   one server\n"
         "/sse            all servers, for clients that only know HTTP+SSE\n"
         "/sse/<server>   one server\n"
         "/healthz        whether it is well\n");
}

void health(Reply reply, const HeaderList &headers, const QJsonObject &counts)
{
    QJsonObject body = counts;
    body.insert(QStringLiteral("status"), QStringLiteral("ok"));
    body.insert(QStringLiteral("version"), QStringLiteral(SIGNALBOX_VERSION));
    send(std::move(reply), 200, headers, "application/json", QJsonDocument(body).toJson(QJsonDocument::Compact));
}

void notFound(Reply reply)
{
    send(std::move(reply), 404, {}, "text/plain; charset=utf-8", "Nothing here; MCP clients go to /mcp, older ones to /sse.\n");
}

} // namespace Signalbox::Pages
