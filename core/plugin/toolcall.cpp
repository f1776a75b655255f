// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/plugin/toolcall.h"

#include "core/plugin/toolserver.h"

#include <cmath>

namespace Signalbox {

ToolCall::ToolCall(ToolServer *server, const ToolRequest &request)
    : m_server(server)
    , m_request(request)
{
}

ToolCall::~ToolCall()
{
    finish(ToolResult::failed(QStringLiteral("The tool ended without an answer.")));
}

JsonView ToolCall::arguments() const
{
    const JsonView given = m_request.message.params()["arguments"];
    return given.exists() ? given : JsonView(QByteArrayView("{}"));
}

void ToolCall::finish(const ToolResult &result)
{
    if (m_isOver)
        return;
    m_isOver = true;
    if (m_server)
        m_server->finished(m_request, result);
}

void ToolCall::cancel()
{
    if (m_isOver)
        return;
    m_isOver = true;
    Q_EMIT cancelled();
}

void ToolCall::progress(double done, double total, const QString &message)
{
    if (m_isOver || !m_server || !std::isfinite(done) || !std::isfinite(total) || done <= m_done)
        return;
    m_done = done;
    m_server->tellProgress(m_request, done, total, message);
}

void ToolCall::log(LogLevel level, const QString &line)
{
    if (!m_isOver && m_server)
        m_server->tellLog(m_request, level, line);
}

} // namespace Signalbox
