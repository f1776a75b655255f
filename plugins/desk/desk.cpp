// SPDX-License-Identifier: GPL-3.0-or-later
#include "plugins/desk/desk.h"

#include "plugins/desk/currenttime.h"

namespace Signalbox {

namespace {
constexpr int busPatience = 1500; // ms; a bus that is slower than that is told about with a later change of the list

ToolServer::Identity deskIdentity()
{
    return {QStringLiteral("desk"), QStringLiteral("Desk"), QStringLiteral(SIGNALBOX_VERSION),
            QStringLiteral("Tools of the computer that the person sits at, and the state of the Signalbox gateway."),
            false};
}
} // namespace

Desk::Desk(const DeskSettings &settings, const Surroundings &surroundings, const std::shared_ptr<ClipboardSlot> &slot)
    : ToolServer(deskIdentity())
    , m_settings(settings)
    , m_services({Notifier::service(), PortalRequest::service()}, nullptr)
    , m_notifier(m_services, nullptr)
    , m_opener(m_services, surroundings, nullptr)
    , m_clipboard(surroundings, slot, nullptr)
    , m_status(surroundings.bus, nullptr)
{
    addTools();
    refresh();
    m_patience.setSingleShot(true);
    connect(&m_services, &ServiceWatch::changed, this, &Desk::refresh);
    connect(&m_services, &ServiceWatch::known, this, &Desk::becomeReady);
    connect(&m_patience, &QTimer::timeout, this, &Desk::becomeReady);
}

void Desk::addTools()
{
    using Call = std::shared_ptr<ToolCall>;
    addTool(GatewayStatus::tool(), [this](const Call &call) { m_status.tell(call); });
    addTool(CurrentTime::tool(), [](const Call &call) {
        return CurrentTime::at(QDateTime::currentDateTimeUtc(), call->argument("zone").string());
    });
    addTool(Notifier::tool(), [this](const Call &call) { m_notifier.notify(call); });
    addTool(Opener::tool(), [this](const Call &call) { m_opener.open(call); });
    addTool(Clipboard::readTool(), [this](const Call &call) { m_clipboard.read(call); });
    addTool(Clipboard::writeTool(), [this](const Call &call) { m_clipboard.write(call); });
}

void Desk::refresh()
{
    setToolEnabled("notify", m_settings.notify && m_notifier.isPossible());
    setToolEnabled("open", m_settings.open && m_opener.isPossible());
    setToolEnabled("clipboard_read", m_settings.clipboardRead && m_clipboard.canRead());
    setToolEnabled("clipboard_write", m_settings.clipboardWrite && m_clipboard.canWrite());
}

void Desk::open()
{
    if (m_patience.isActive())
        return;
    m_patience.start(busPatience);
    m_services.start();
}

void Desk::becomeReady()
{
    m_patience.stop();
    refresh();
    ToolServer::open();
}

Result<std::unique_ptr<Backend>> DeskPlugin::create(const QJsonObject &settings, const Surroundings &surroundings)
{
    const Result<DeskSettings> own = DeskSettings::read(settings);
    if (!own)
        return own.error();
    return std::unique_ptr<Backend>(std::make_unique<Desk>(*own, surroundings, m_clipboard));
}

} // namespace Signalbox
