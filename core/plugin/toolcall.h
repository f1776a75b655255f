// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/plugin/toolgeneration.h"

#include <QJsonObject>
#include <QObject>
#include <QPointer>
#include <QString>

#include <optional>

namespace Signalbox {

class ToolServer;

/** What a tool has to say: a text for the model, and the same as values where that helps. */
struct ToolResult
{
    QString text;
    std::optional<QJsonObject> structured = {}; //!< left out for clients that do not know it yet
    bool isError = false; //!< it did not work, and the model should read why

    static ToolResult failed(const QString &sentence) { return {sentence, {}, true}; }
};

/**
 * One call of a tool, held by its handler through a shared pointer until the answer is there. It ends exactly once:
 * by finish(), by cancelled(), or, when the last holder lets go of it without a word, by an error that says so.
 */
class ToolCall : public QObject
{
    Q_OBJECT

public:
    ~ToolCall() override;

    /** Checked against the tool's schema; views that live as long as this call. */
    JsonView arguments() const;
    JsonView argument(QByteArrayView name) const { return arguments()[name]; }
    QString text(QByteArrayView name) const { return QString::fromUtf8(argument(name).string()); }

    /** Answered or cancelled: nobody waits any more. */
    bool isOver() const { return m_isOver; }
    /** The first answer counts, later ones are dropped. */
    void finish(const Signalbox::ToolResult &result);
    /** Told only where the client asked for it, and only as long as `done` grows. `total` 0 = not known. */
    void progress(double done, double total = 0, const QString &message = {});
    /** A log line of this call; told only where the client wants that level and the server declares logging. */
    void log(Signalbox::LogLevel level, const QString &line);

Q_SIGNALS:
    /** The client no longer wants the answer, or the server closes: stop working on it. */
    void cancelled();

private:
    friend class ToolServer;
    ToolCall(ToolServer *server, const ToolRequest &request);
    void cancel();

    QPointer<ToolServer> m_server;
    const ToolRequest m_request;
    double m_done = -1;
    bool m_isOver = false;
};

} // namespace Signalbox
