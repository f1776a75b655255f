// SPDX-License-Identifier: GPL-3.0-or-later
#include "plugins/http/httpplugin.h"

#include "plugins/http/curlclient.h"
#include "plugins/http/httpbackend.h"

namespace Signalbox {

HttpPlugin::HttpPlugin(QObject *parent)
    : QObject(parent)
{
}

HttpPlugin::~HttpPlugin() = default;

Result<std::unique_ptr<Backend>> HttpPlugin::create(const QJsonObject &settings, const Surroundings &surroundings)
{
    const Result<HttpSettings> read = HttpSettings::read(settings);
    if (!read)
        return read.error();
    std::shared_ptr<CurlClient> client = m_client.lock();
    if (!client) {
        client = std::make_shared<CurlClient>();
        m_client = client;
    }
    const auto remote = std::make_shared<const Remote>(*read, surroundings, std::move(client));
    return std::unique_ptr<Backend>(std::make_unique<HttpBackend>(remote));
}

} // namespace Signalbox
