// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/plugin/backendplugin.h"
#include "core/plugin/toolserver.h"
#include "plugins/desk/clipboard.h"
#include "plugins/desk/desksettings.h"
#include "plugins/desk/gatewaystatus.h"
#include "plugins/desk/notifier.h"
#include "plugins/desk/opener.h"
#include "plugins/desk/servicewatch.h"

#include <QTimer>

#include <memory>

namespace Signalbox {

/** The in-process backend that serves the workstation itself. It lists only what works here, now. */
class Desk : public ToolServer
{
    Q_OBJECT

public:
    Desk(const DeskSettings &settings, const Surroundings &surroundings, const std::shared_ptr<ClipboardSlot> &slot);
    /** Opens once it is known what works here, so that the first list is complete. */
    void open() override;

private:
    void addTools();
    void refresh();
    void becomeReady();

    const DeskSettings m_settings;
    ServiceWatch m_services;
    Notifier m_notifier;
    Opener m_opener;
    Clipboard m_clipboard;
    GatewayStatus m_status;
    QTimer m_patience;
};

/** The factory of desks. */
class DeskPlugin : public QObject, public BackendPlugin
{
    Q_OBJECT
    Q_PLUGIN_METADATA(IID SIGNALBOX_BACKEND_IID FILE "desk.json")
    Q_INTERFACES(Signalbox::BackendPlugin)

public:
    Result<std::unique_ptr<Backend>> create(const QJsonObject &settings, const Surroundings &surroundings) override;

private:
    std::shared_ptr<ClipboardSlot> m_clipboard = std::make_shared<ClipboardSlot>();
};

} // namespace Signalbox
