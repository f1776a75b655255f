// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/plugin/backend.h"
#include "core/plugin/toolcall.h"
#include "core/plugin/toolschema.h"

#include <QCoro/QCoroTask>
#include <QHash>
#include <QJsonObject>
#include <QList>
#include <QSet>

#include <functional>
#include <memory>
#include <type_traits>

namespace Signalbox {

/** How a tool presents itself. */
struct Tool
{
    QByteArray name; //!< letters, digits, '_' and '-', at most 64
    QString title;
    QString description;
    QByteArray inputSchema; //!< raw JSON, an object schema
    QJsonObject annotations; //!< readOnlyHint, destructiveHint, idempotentHint, openWorldHint
};

/**
 * An MCP server inside this process, for plugins that offer tools: declare a tool with its schema and a handler, and
 * clients of every version are answered, those that shake hands and those that describe each request.
 *
 * A handler takes a std::shared_ptr<ToolCall> and either returns a ToolResult, or a QCoro::Task<ToolResult>, or nothing
 * and calls finish() later. It sees checked arguments. Answers never leave from inside send().
 */
class ToolServer : public Backend
{
    Q_OBJECT

public:
    struct Identity
    {
        QString name;
        QString title;
        QString version;
        QString instructions; //!< for the model; may be empty
        bool hasLogging = false; //!< ToolCall::log() may be used
    };

    explicit ToolServer(Identity identity, QObject *parent = nullptr);
    ~ToolServer() override;

    /** False, with a log line, if the name is taken or not valid, or the schema is no object schema. */
    template <typename Function> bool addTool(Tool tool, Function handler)
    {
        using Answer = std::invoke_result_t<Function &, std::shared_ptr<ToolCall>>;
        if constexpr (std::is_void_v<Answer>) {
            return add(std::move(tool), std::move(handler));
        } else if constexpr (std::is_same_v<Answer, ToolResult>) {
            return add(std::move(tool), [handler = std::move(handler)](const std::shared_ptr<ToolCall> &call) {
                call->finish(handler(call));
            });
        } else {
            auto kept = std::make_shared<const Coroutine>(std::move(handler));
            return add(std::move(tool), [kept](const std::shared_ptr<ToolCall> &call) { await(kept, call); });
        }
    }
    void removeTool(QByteArrayView name);
    /** A disabled tool is not listed and cannot be called. Calls that run go on. */
    void setToolEnabled(QByteArrayView name, bool enabled);
    QList<QByteArray> enabledTools() const;

    void open() override;
    void send(const Signalbox::Message &message, const Signalbox::Route &route) override;
    void drop(quint64 exchange) override;
    void listen(const Signalbox::HeaderList &headers) override;
    void pauseReading(bool paused) override;
    bool writable() const override;
    void close() override;

private:
    using Handler = std::function<void(const std::shared_ptr<ToolCall> &)>;
    using Coroutine = std::function<QCoro::Task<ToolResult>(std::shared_ptr<ToolCall>)>;
    enum class State { Idle, Opening, Open, Closing, Closed };
    enum class Cacheable { No, Yes };
    struct Entry
    {
        Tool tool;
        ToolSchema schema;
        std::shared_ptr<const Handler> handler; //!< shared, because a tool may be removed while its handler runs
        bool enabled = true;
    };
    struct Running
    {
        quint64 exchange = 0;
        std::weak_ptr<ToolCall> call; //!< weak: the handler holds it, and letting go of it is an answer too
    };
    struct Outgoing
    {
        Message message;
        quint64 exchange = 0;
        QByteArray request; //!< id of the request it belongs to; empty = to none
    };
    struct Method
    {
        QByteArrayView name;
        void (ToolServer::*answer)(const ToolRequest &);
    };
    static const QList<Method> &handshakeMethods();
    static const QList<Method> &statelessMethods();

    bool add(Tool tool, Handler handler);
    static QCoro::Task<> await(std::shared_ptr<const Coroutine> coroutine, std::shared_ptr<ToolCall> call);
    Entry *find(QByteArrayView name);
    void announceTools();
    void tellListChanged();
    void cancelEverything();
    void forget(const QByteArray &request);

    Result<const ToolGeneration *, ToolRefusal> generationOf(const Message &message) const;
    void dispatch(const Message &message, quint64 exchange);
    void heed(const Message &notification);
    void shakeHands(const ToolRequest &request);
    void pong(const ToolRequest &request);
    void setLogLevel(const ToolRequest &request);
    void discover(const ToolRequest &request);
    void listTools(const ToolRequest &request);
    void callTool(const ToolRequest &request);
    void subscribe(const ToolRequest &request);
    void run(const Entry &entry, const ToolRequest &request);

    QByteArray identity(const ToolGeneration &generation) const;
    QByteArray capabilities() const;
    QByteArray describe(const Entry &entry, const ToolGeneration &generation) const;
    void answer(const ToolRequest &request, const QByteArray &members, Cacheable cacheable = Cacheable::No);
    void refuse(const ToolRequest &request, const ToolRefusal &refusal);
    void post(const ToolRequest &request, const Message &message);
    void queue(Outgoing outgoing);
    void flush();

    friend class ToolCall;
    void finished(const ToolRequest &request, const ToolResult &result);
    void tellProgress(const ToolRequest &request, double done, double total, const QString &message);
    void tellLog(const ToolRequest &request, LogLevel level, const QString &line);

    const Identity m_identity;
    QList<Entry> m_tools;
    QHash<QByteArray, Running> m_running; //!< by request id, as written
    QHash<QByteArray, quint64> m_listeners; //!< exchange of each subscription, by request id
    QList<Outgoing> m_outbox;
    const ToolGeneration *m_handshake = nullptr; //!< null until a client shook hands
    LogLevel m_logLevel = LogLevel::Info; //!< for clients that shook hands
    State m_state = State::Idle;
    bool m_isInitialized = false;
    bool m_isPaused = false;
    bool m_isFlushDue = false;
    bool m_owesDrained = false;
    bool m_isListChangeDue = false;
};

} // namespace Signalbox
