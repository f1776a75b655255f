// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/mirror/toolheaders.h"
#include "core/wire/message.h"

#include <QHash>

namespace Signalbox {

/**
 * Which arguments of which tools headers have to repeat, as the lists that passed by told: a client that speaks lines
 * knows nothing of headers.
 */
class ToolMemory
{
public:
    /** `request` got `answer`. */
    void answered(const Message &request, const Message &answer);
    /** Those of the tool that a request calls. */
    QList<ToolHeader> repeatedBy(const Message &request) const;

private:
    QHash<QByteArray, QList<ToolHeader>> m_tools; //!< by name; only those with any
};

} // namespace Signalbox
