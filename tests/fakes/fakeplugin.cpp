// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/fakes/fakeplugin.h"

#include "tests/fakes/fakeserver.h"

namespace Signalbox {

FakePlugin::FakePlugin(Maker maker)
    : m_maker(std::move(maker))
{
}

Result<std::unique_ptr<Backend>> FakePlugin::create(const QJsonObject &settings, const Surroundings &surroundings)
{
    asked.append(settings);
    if (m_maker)
        return m_maker(settings, surroundings);
    return std::unique_ptr<Backend>(std::make_unique<FakeServer>());
}

} // namespace Signalbox
