// SPDX-License-Identifier: GPL-3.0-or-later
#include "plugins/desk/clipboard.h"

#include <QPointer>

namespace Signalbox {

namespace {

constexpr qint64 mostText = 1024 * 1024;

QStringList words(const char *line)
{
    return QString::fromLatin1(line).split(QLatin1Char(' '));
}

Program readerHere()
{
    Program reader;
    if (!qEnvironmentVariableIsEmpty("WAYLAND_DISPLAY"))
        reader = Program::firstOf({{QStringLiteral("wl-paste"), words("--no-newline --type text")}});
    if (!reader.exists() && !qEnvironmentVariableIsEmpty("DISPLAY"))
        reader = Program::firstOf({{QStringLiteral("xclip"), words("-selection clipboard -out -target UTF8_STRING")},
                                   {QStringLiteral("xsel"), words("--clipboard --output")}});
    return reader;
}

/** All of them in the foreground: see ClipboardHolder. */
Program writerHere()
{
    Program writer;
    if (!qEnvironmentVariableIsEmpty("WAYLAND_DISPLAY"))
        writer = Program::firstOf({{QStringLiteral("wl-copy"), words("--foreground --type text/plain;charset=utf-8")}});
    if (!writer.exists() && !qEnvironmentVariableIsEmpty("DISPLAY"))
        writer = Program::firstOf({{QStringLiteral("xclip"), words("-selection clipboard -in -quiet")},
                                   {QStringLiteral("xsel"), words("--clipboard --input --nodetach")}});
    return writer;
}

} // namespace

Clipboard::Clipboard(const Surroundings &surroundings, std::shared_ptr<ClipboardSlot> slot, QObject *parent)
    : QObject(parent)
    , m_surroundings(surroundings)
    , m_slot(std::move(slot))
    , m_reader(readerHere())
    , m_writer(writerHere())
{
}

Tool Clipboard::readTool()
{
    return {
        "clipboard_read",
        QStringLiteral("Read the clipboard"),
        QStringLiteral("Reads the text that the person at this computer has copied last. It may be private: read it "
                       "only when asked to."),
        R"({"type":"object","properties":{},"additionalProperties":false})",
        {{QStringLiteral("readOnlyHint"), true}, {QStringLiteral("openWorldHint"), false}}};
}

Tool Clipboard::writeTool()
{
    return {"clipboard_write",
            QStringLiteral("Write the clipboard"),
            QStringLiteral("Puts a text on the clipboard of the person at this computer, in place of what is there."),
            R"({"type":"object","properties":{
"text":{"type":"string","maxLength":1048576,"description":"The text, at most 1 MiB of UTF-8"}},
"required":["text"],"additionalProperties":false})",
            {{QStringLiteral("readOnlyHint"), false},
             {QStringLiteral("destructiveHint"), true},
             {QStringLiteral("idempotentHint"), true},
             {QStringLiteral("openWorldHint"), false}}};
}

void Clipboard::read(std::shared_ptr<ToolCall> call)
{
    auto *run = new ProgramRun(m_reader, m_surroundings, this);
    connect(call.get(), &ToolCall::cancelled, run, &QObject::deleteLater);
    connect(run, &ProgramRun::ended, this, [call](const Result<QByteArray> &outcome) {
        if (!outcome)
            return call->finish(ToolResult::failed(
                QStringLiteral("The clipboard holds no text that could be read. %1.").arg(outcome.error().sentence)));
        call->finish({QString::fromUtf8(outcome.value()), {}, false});
    });
    run->start({5000, mostText});
}

void Clipboard::write(std::shared_ptr<ToolCall> call)
{
    const QByteArray text = call->argument("text").string();
    if (text.size() > mostText)
        return call->finish(ToolResult::failed(
            QStringLiteral("arguments.text: expected at most 1 MiB of UTF-8, got %1 bytes").arg(text.size())));
    auto *holder = new ClipboardHolder(m_writer, m_surroundings, this);
    connect(call.get(), &ToolCall::cancelled, holder, &QObject::deleteLater);
    connect(holder, &ClipboardHolder::failed, this, [holder, call](const QString &sentence) {
        holder->deleteLater();
        call->finish(ToolResult::failed(sentence));
    });
    connect(holder, &ClipboardHolder::held, this, [this, holder, call, size = text.size()] {
        holder->disconnect(this); // Lets go of the call, which the holder outlives by far.
        call->disconnect(holder);
        holder->setParent(nullptr);
        m_slot->holder.reset(holder);
        call->finish({QStringLiteral("%1 bytes of text are on the clipboard.").arg(size), {}, false});
    });
    holder->hold(text);
}

} // namespace Signalbox
