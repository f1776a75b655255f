// SPDX-License-Identifier: GPL-3.0-or-later
#include "plugins/http/remote.h"

#include "plugins/http/curlclient.h"
#include "plugins/http/transferwords.h"

namespace Signalbox {

namespace {

int portOf(const QUrl &url)
{
    constexpr int plain = 80;
    constexpr int secure = 443;
    return url.port(url.scheme() == QLatin1StringView("https") ? secure : plain);
}

} // namespace

Remote::Remote(HttpSettings settings, Surroundings surroundings, std::shared_ptr<CurlClient> client)
    : m_settings(std::move(settings))
    , m_surroundings(std::move(surroundings))
    , m_client(std::move(client))
    , m_origin(originOf(m_settings.url))
{
}

QString Remote::shownUrl() const
{
    return m_settings.url.toString(QUrl::RemoveUserInfo | QUrl::RemoveQuery);
}

bool Remote::isSameOrigin(const QUrl &url) const
{
    const QUrl &own = m_settings.url;
    return url.scheme() == own.scheme() && url.host() == own.host() && portOf(url) == portOf(own);
}

std::unique_ptr<Transfer> Remote::post(const QUrl &url, const HeaderList &headers, const QByteArray &body) const
{
    HeaderList all{{QByteArrayLiteral("Content-Type"), QByteArrayLiteral("application/json")},
                   {QByteArrayLiteral("Accept"), QByteArrayLiteral("application/json, text/event-stream")}};
    return start(QByteArrayLiteral("POST"), url, all + headers, body);
}

std::unique_ptr<Transfer> Remote::get(const HeaderList &headers) const
{
    HeaderList all{{QByteArrayLiteral("Accept"), QByteArrayLiteral("text/event-stream")}};
    return start(QByteArrayLiteral("GET"), m_settings.url, all + headers, {});
}

std::unique_ptr<Transfer> Remote::remove(const HeaderList &headers) const
{
    return start(QByteArrayLiteral("DELETE"), m_settings.url, headers, {});
}

std::unique_ptr<Transfer> Remote::start(const QByteArray &method, const QUrl &url, HeaderList headers,
                                        const QByteArray &body) const
{
    for (const Header &header : m_settings.headers) {
        if (headerCount(headers, header.first) == 0)
            headers.append(header);
    }
    return m_client->start({method, url, std::move(headers), body});
}

} // namespace Signalbox
