// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/tables/numberedrows.h"

namespace Signalbox {

/** The clients that hold a session. */
class SessionModel : public NumberedRows<SessionFact>
{
    Q_DECLARE_TR_FUNCTIONS(Signalbox::SessionModel)

public:
    explicit SessionModel(QObject *parent = nullptr);

    static Mark mark(const SessionFact &session);
    /** How a session is called where another table speaks of it. */
    QString nameOf(quint64 number) const;
};

} // namespace Signalbox
