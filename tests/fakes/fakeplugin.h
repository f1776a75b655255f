// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/plugin/backendplugin.h"

#include <functional>

namespace Signalbox {

/** A plugin whose backends the test makes itself; for PluginHost::add(). */
class FakePlugin : public BackendPlugin
{
public:
    using Maker = std::function<Result<std::unique_ptr<Backend>>(const QJsonObject &, const Surroundings &)>;

    /** Without a maker: a FakeServer each time. */
    explicit FakePlugin(Maker maker = {});

    /** Every settings object that was asked for. */
    QList<QJsonObject> asked;

    Result<std::unique_ptr<Backend>> create(const QJsonObject &settings, const Surroundings &surroundings) override;

private:
    Maker m_maker;
};

} // namespace Signalbox
