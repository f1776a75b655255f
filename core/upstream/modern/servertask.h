// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/upstream/taskrun.h"

#include <QSet>

namespace Signalbox {

/** A task of 2026-07-28: asked about until it has an end, its questions answered on the way (extension Tasks). */
class ServerTask final : public TaskRun
{
public:
    using TaskRun::TaskRun;
    Step next(const Message &answer) override;

private:
    Step ask(JsonView told);

    QSet<QByteArray> m_answered; //!< keys of questions
};

} // namespace Signalbox
