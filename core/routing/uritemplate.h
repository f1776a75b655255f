// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QRegularExpression>

namespace Signalbox {

/**
 * Whether a URI can have come from a template of RFC 6570: literals must stand as written, an expression matches what
 * its operator can expand to. Good enough to find the owner of a URI; the server itself decides.
 */
class UriTemplate
{
public:
    explicit UriTemplate(const QByteArray &uriTemplate);
    bool matches(const QByteArray &uri) const;

private:
    QRegularExpression m_pattern;
};

} // namespace Signalbox
