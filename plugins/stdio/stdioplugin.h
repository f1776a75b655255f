// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/plugin/backendplugin.h"

#include <QObject>

#include <memory>

namespace Signalbox {

struct Household;

/** Servers that are programs: kind "stdio". Its backends share what the login shell said about PATH. */
class StdioPlugin : public QObject, public BackendPlugin
{
    Q_OBJECT
    Q_PLUGIN_METADATA(IID SIGNALBOX_BACKEND_IID FILE "stdio.json")
    Q_INTERFACES(Signalbox::BackendPlugin)

public:
    explicit StdioPlugin(QObject *parent = nullptr);
    ~StdioPlugin() override;

    Result<std::unique_ptr<Backend>> create(const QJsonObject &settings, const Surroundings &surroundings) override;

private:
    std::shared_ptr<Household> m_household;
};

} // namespace Signalbox
