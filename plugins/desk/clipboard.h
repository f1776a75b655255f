// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/plugin/toolserver.h"
#include "plugins/desk/clipboardholder.h"
#include "plugins/desk/programrun.h"

#include <QObject>

#include <memory>

namespace Signalbox {

/** Where the holder of the clipboard lives: it stays when the backend that made it stops, and goes with the plugin. */
struct ClipboardSlot
{
    std::unique_ptr<ClipboardHolder> holder;
};

/** The tools `clipboard_read` and `clipboard_write`, through the programs that a Wayland or X11 session has for it. */
class Clipboard : public QObject
{
    Q_OBJECT

public:
    Clipboard(const Surroundings &surroundings, std::shared_ptr<ClipboardSlot> slot, QObject *parent);

    static Tool readTool();
    static Tool writeTool();
    bool canRead() const { return m_reader.exists(); }
    bool canWrite() const { return m_writer.exists(); }
    void read(std::shared_ptr<ToolCall> call);
    void write(std::shared_ptr<ToolCall> call);

private:
    const Surroundings m_surroundings;
    std::shared_ptr<ClipboardSlot> m_slot;
    Program m_reader;
    Program m_writer;
};

} // namespace Signalbox
