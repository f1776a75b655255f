// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/plugin/backendplugin.h"
#include "plugins/http/httpsettings.h"
#include "plugins/http/transfer.h"

#include <memory>

namespace Signalbox {

class CurlClient;

/** The server as its requests see it: where it is, what goes along with each, how much of an answer is taken. */
class Remote
{
public:
    Remote(HttpSettings settings, Surroundings surroundings, std::shared_ptr<CurlClient> client);

    const QUrl &url() const { return m_settings.url; }
    HttpSettings::Speech speech() const { return m_settings.speech; }
    /** Scheme, host and port: paths and queries may hold secrets, and sentences travel far. */
    const QString &origin() const { return m_origin; }
    /** For the person's own eyes: without user, password and query. */
    QString shownUrl() const;
    /** Whether a request to `url` would go to the same scheme, host and port. */
    bool isSameOrigin(const QUrl &url) const;

    qint64 messageLimit() const { return m_surroundings.messageLimit; }
    int depthLimit() const { return m_surroundings.depthLimit; }

    /** `headers` belong to the protocol and win over those of the settings. */
    std::unique_ptr<Transfer> post(const QUrl &url, const HeaderList &headers, const QByteArray &body) const;
    std::unique_ptr<Transfer> get(const HeaderList &headers) const; //!< an event stream
    std::unique_ptr<Transfer> remove(const HeaderList &headers) const;

private:
    std::unique_ptr<Transfer> start(const QByteArray &method, const QUrl &url, HeaderList headers,
                                    const QByteArray &body) const;

    HttpSettings m_settings;
    Surroundings m_surroundings;
    std::shared_ptr<CurlClient> m_client;
    QString m_origin;
};

using RemotePtr = std::shared_ptr<const Remote>;

} // namespace Signalbox
