// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/plugin/backendplugin.h"

#include <QObject>

#include <memory>

namespace Signalbox {

class CurlClient;

/** Servers with an address: kind "http". Its backends share the client that carries their requests. */
class HttpPlugin : public QObject, public BackendPlugin
{
    Q_OBJECT
    Q_PLUGIN_METADATA(IID SIGNALBOX_BACKEND_IID FILE "http.json")
    Q_INTERFACES(Signalbox::BackendPlugin)

public:
    explicit HttpPlugin(QObject *parent = nullptr);
    ~HttpPlugin() override;

    Result<std::unique_ptr<Backend>> create(const QJsonObject &settings, const Surroundings &surroundings) override;

private:
    /** Gone with its last backend: it belongs to the thread of those, which ends before the plugin does. */
    std::weak_ptr<CurlClient> m_client;
};

} // namespace Signalbox
