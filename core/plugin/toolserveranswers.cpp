// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/plugin/toolserver.h"
#include "core/wire/errorcodes.h"

#include <QJsonDocument>

/* What a ToolServer says: one table of methods for each generation, and the answers behind them. */

namespace Signalbox {

namespace {

constexpr qsizetype mostListeners = 1000;
constexpr qsizetype mostCalls = 1000;
constexpr QByteArrayView subscriptionKey = "io.modelcontextprotocol/subscriptionId";

QByteArray quoted(const QString &text)
{
    return jsonString(text.toUtf8());
}

QByteArray numeral(double value)
{
    return QByteArray::number(value, 'g', QLocale::FloatingPointShortest);
}

QByteArray rawObject(const QJsonObject &object)
{
    return QJsonDocument(object).toJson(QJsonDocument::Compact);
}

bool isToken(JsonView token)
{
    return token.isString() || token.integer().has_value();
}

} // namespace

const QList<ToolServer::Method> &ToolServer::handshakeMethods()
{
    static const QList<Method> methods{{"initialize", &ToolServer::shakeHands},
                                       {"ping", &ToolServer::pong},
                                       {"tools/list", &ToolServer::listTools},
                                       {"tools/call", &ToolServer::callTool},
                                       {"logging/setLevel", &ToolServer::setLogLevel}};
    return methods;
}

const QList<ToolServer::Method> &ToolServer::statelessMethods()
{
    static const QList<Method> methods{{"server/discover", &ToolServer::discover},
                                       {"tools/list", &ToolServer::listTools},
                                       {"tools/call", &ToolServer::callTool},
                                       {"subscriptions/listen", &ToolServer::subscribe}};
    return methods;
}

Result<const ToolGeneration *, ToolRefusal> ToolServer::generationOf(const Message &message) const
{
    if (ToolGeneration::isStatelessRequest(message))
        return ToolGeneration::ofStateless(message);
    if (m_handshake)
        return m_handshake;
    // Before the handshake a client may shake hands and ping.
    if (message.isMethod("initialize") || message.isMethod("ping"))
        return ToolGeneration::forHandshake({});
    return ToolGeneration::ofStateless(message);
}

void ToolServer::dispatch(const Message &message, quint64 exchange)
{
    const Result<const ToolGeneration *, ToolRefusal> generation = generationOf(message);
    if (!generation)
        return refuse(ToolRequest{message, exchange, nullptr}, generation.error());
    const ToolRequest request{message, exchange, *generation};
    for (const Method &method : request.generation->isStateless ? statelessMethods() : handshakeMethods()) {
        if (message.isMethod(method.name))
            return (this->*method.answer)(request);
    }
    const QString name = QString::fromUtf8(message.method().first(std::min<qsizetype>(message.method().size(), 100)));
    refuse(request, {ErrorCode::methodNotFound, QStringLiteral("Method not found: %1").arg(name), {}});
}

void ToolServer::heed(const Message &notification)
{
    if (notification.isMethod("notifications/initialized"))
        m_isInitialized = m_handshake != nullptr;
    const JsonView request = notification.params()["requestId"];
    if (notification.isMethod("notifications/cancelled") && request.exists())
        forget(request.raw().toByteArray());
}

void ToolServer::shakeHands(const ToolRequest &request)
{
    const JsonView wanted = request.message.params()["protocolVersion"];
    if (!wanted.isString())
        return refuse(request, {ErrorCode::invalidParams, QStringLiteral("initialize: expected protocolVersion as a string"), {}});
    m_handshake = ToolGeneration::forHandshake(wanted.string());
    m_isInitialized = false;
    QByteArray members = "\"protocolVersion\":" + jsonString(m_handshake->version)
        + ",\"capabilities\":" + capabilities() + ",\"serverInfo\":" + identity(*m_handshake);
    if (!m_identity.instructions.isEmpty())
        members += ",\"instructions\":" + quoted(m_identity.instructions);
    answer(request, members);
}

void ToolServer::pong(const ToolRequest &request)
{
    answer(request, {});
}

void ToolServer::setLogLevel(const ToolRequest &request)
{
    if (!m_identity.hasLogging)
        return refuse(request, {ErrorCode::methodNotFound, QStringLiteral("Method not found: this server has no logging"), {}});
    const std::optional<LogLevel> level = logLevelNamed(request.message.params()["level"]);
    if (!level)
        return refuse(request, {ErrorCode::invalidParams, QStringLiteral("logging/setLevel: expected one of the eight levels"), {}});
    m_logLevel = *level;
    answer(request, {});
}

void ToolServer::discover(const ToolRequest &request)
{
    QByteArray members =
        "\"supportedVersions\":" + ToolGeneration::statelessVersions() + ",\"capabilities\":" + capabilities();
    if (!m_identity.instructions.isEmpty())
        members += ",\"instructions\":" + quoted(m_identity.instructions);
    answer(request, members, Cacheable::Yes);
}

void ToolServer::listTools(const ToolRequest &request)
{
    if (request.message.params()["cursor"].exists())
        return refuse(request,
                      {ErrorCode::invalidParams, QStringLiteral("tools/list: there is one page only, so no cursor is valid"), {}});
    QByteArray list;
    for (const Entry &entry : std::as_const(m_tools)) {
        if (entry.enabled)
            list += (list.isEmpty() ? "" : ",") + describe(entry, *request.generation);
    }
    answer(request, "\"tools\":[" + list + ']', Cacheable::Yes);
}

void ToolServer::callTool(const ToolRequest &request)
{
    const JsonView name = request.message.name();
    if (!name.isString())
        return refuse(request, {ErrorCode::invalidParams, QStringLiteral("tools/call: expected name as a string"), {}});
    const Entry *entry = find(name.string());
    if (!entry || !entry->enabled) {
        const QString shown = QString::fromUtf8(name.string().left(100));
        return refuse(request, {ErrorCode::invalidParams, QStringLiteral("Unknown tool: %1").arg(shown), {}});
    }
    const JsonView arguments = request.message.params()["arguments"];
    if (arguments.exists() && !arguments.isObject())
        return refuse(request, {ErrorCode::invalidParams, QStringLiteral("tools/call: expected arguments as an object"), {}});
    const QByteArray id = request.message.id().toByteArray();
    if (m_running.contains(id) || m_listeners.contains(id))
        return refuse(request, {ErrorCode::invalidRequest, QStringLiteral("A request with this id is still open"), {}});
    if (m_running.size() >= mostCalls)
        return refuse(request, {ErrorCode::internalError, QStringLiteral("Too many calls at once: try again when some have ended"), {}});
    run(*entry, request);
}

void ToolServer::run(const Entry &entry, const ToolRequest &request)
{
    const std::shared_ptr<ToolCall> call(new ToolCall(this, request));
    const Result<void> checked = entry.schema.check(call->arguments());
    if (!checked && request.generation->argumentFaultsAreResults)
        return call->finish(ToolResult::failed(checked.error().sentence));
    if (!checked) {
        call->cancel();
        return refuse(request, {ErrorCode::invalidParams, checked.error().sentence, {}});
    }
    m_running.insert(request.message.id().toByteArray(), Running{request.exchange, call});
    const std::shared_ptr<const Handler> handler = entry.handler;
    (*handler)(call);
}

void ToolServer::finished(const ToolRequest &request, const ToolResult &result)
{
    m_running.remove(request.message.id().toByteArray());
    QByteArray members = "\"content\":[{\"type\":\"text\",\"text\":" + quoted(result.text) + "}]";
    if (result.structured && request.generation->hasTitles)
        members += ",\"structuredContent\":" + rawObject(*result.structured);
    if (result.isError)
        members += ",\"isError\":true";
    answer(request, members);
}

void ToolServer::tellProgress(const ToolRequest &request, double done, double total, const QString &message)
{
    const JsonView token = request.message.progressToken();
    // Progress may be left out: a client that does not keep up gets less of it.
    if (!isToken(token) || !writable())
        return;
    QByteArray params = "{\"progressToken\":" + token.raw().toByteArray() + ",\"progress\":" + numeral(done);
    if (total > 0)
        params += ",\"total\":" + numeral(total);
    if (!message.isEmpty() && request.generation->hasProgressMessages)
        params += ",\"message\":" + quoted(message);
    post(request, Message::notification("notifications/progress", params + '}'));
}

void ToolServer::tellLog(const ToolRequest &request, LogLevel level, const QString &line)
{
    std::optional<LogLevel> threshold = m_logLevel;
    if (request.generation->isStateless)
        threshold = logLevelNamed(request.message.meta()["io.modelcontextprotocol/logLevel"]);
    if (!m_identity.hasLogging || !threshold || level < *threshold || !writable())
        return;
    const QByteArray params = "{\"level\":" + jsonString(logLevelName(level)) + ",\"logger\":" + quoted(m_identity.name)
        + ",\"data\":" + quoted(line) + '}';
    post(request, Message::notification("notifications/message", params));
}

void ToolServer::subscribe(const ToolRequest &request)
{
    const JsonView wanted = request.message.params()["notifications"];
    if (!wanted.isObject())
        return refuse(request,
                      {ErrorCode::invalidParams, QStringLiteral("subscriptions/listen: expected notifications as an object"), {}});
    const QByteArray id = request.message.id().toByteArray();
    if (m_running.contains(id) || m_listeners.contains(id))
        return refuse(request, {ErrorCode::invalidRequest, QStringLiteral("A request with this id is still open"), {}});
    if (m_listeners.size() >= mostListeners)
        return refuse(request, {ErrorCode::internalError, QStringLiteral("Too many subscriptions are open"), {}});
    const bool isHonoured = wanted["toolsListChanged"].boolean() == true;
    const QByteArray params = "{\"_meta\":{" + jsonString(subscriptionKey) + ':' + id
        + "},\"notifications\":" + (isHonoured ? "{\"toolsListChanged\":true}" : "{}") + '}';
    post(request, Message::notification("notifications/subscriptions/acknowledged", params));
    if (isHonoured)
        m_listeners.insert(id, request.exchange);
    else // Nothing it asked for will ever happen here: the subscription ends in good order.
        answer(request, {});
}

void ToolServer::tellListChanged()
{
    m_isListChangeDue = false;
    if (m_isInitialized)
        queue({Message::notification("notifications/tools/list_changed"), 0, {}});
    for (auto it = m_listeners.cbegin(); it != m_listeners.cend(); ++it) {
        const QByteArray params = "{\"_meta\":{" + jsonString(subscriptionKey) + ':' + it.key() + "}}";
        queue({Message::notification("notifications/tools/list_changed", params), it.value(), it.key()});
    }
}

QByteArray ToolServer::identity(const ToolGeneration &generation) const
{
    QByteArray object = "{\"name\":" + quoted(m_identity.name) + ",\"version\":" + quoted(m_identity.version);
    if (generation.hasTitles && !m_identity.title.isEmpty())
        object += ",\"title\":" + quoted(m_identity.title);
    return object + '}';
}

QByteArray ToolServer::capabilities() const
{
    return QByteArray("{\"tools\":{\"listChanged\":true}") + (m_identity.hasLogging ? ",\"logging\":{}}" : "}");
}

QByteArray ToolServer::describe(const Entry &entry, const ToolGeneration &generation) const
{
    const Tool &tool = entry.tool;
    QByteArray object = "{\"name\":" + jsonString(tool.name);
    if (generation.hasTitles && !tool.title.isEmpty())
        object += ",\"title\":" + quoted(tool.title);
    object += ",\"description\":" + quoted(tool.description) + ",\"inputSchema\":" + entry.schema.raw();
    if (generation.hasAnnotations && !tool.annotations.isEmpty())
        object += ",\"annotations\":" + rawObject(tool.annotations);
    return object + '}';
}

void ToolServer::answer(const ToolRequest &request, const QByteArray &members, Cacheable cacheable)
{
    QByteArray result = members;
    if (request.generation->isStateless) {
        result = "\"resultType\":\"complete\"" + (members.isEmpty() ? QByteArray() : ',' + members);
        // A change is told to listeners; a minute is how long others may be wrong.
        if (cacheable == Cacheable::Yes)
            result += ",\"ttlMs\":60000,\"cacheScope\":\"private\"";
        result += ",\"_meta\":{";
        if (request.message.isMethod("subscriptions/listen"))
            result += jsonString(subscriptionKey) + ':' + request.message.id().toByteArray() + ',';
        result += "\"io.modelcontextprotocol/serverInfo\":" + identity(*request.generation) + '}';
    }
    post(request, Message::result(request.message.id(), '{' + result + '}'));
}

void ToolServer::refuse(const ToolRequest &request, const ToolRefusal &refusal)
{
    post(request, Message::error(request.message.id(), refusal.code, refusal.sentence.toUtf8(), refusal.data));
}

void ToolServer::post(const ToolRequest &request, const Message &message)
{
    queue({message, request.exchange, request.message.id().toByteArray()});
}

} // namespace Signalbox
