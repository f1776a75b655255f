// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/control/control.h"
#include "core/tap/tapfilter.h"

#include <QTimer>

#include <map>

namespace Signalbox {

class Tap;

/**
 * The command "tap": messages of the wire, secrets hidden. {"after": serial, "wait": seconds} answers {"lines": [JSON
 * texts], "newest": serial, "missed": number} as soon as something passes; without "after" from now on. "session",
 * "backend", "method", "id", "call" and "errors" leave out what somebody does not want. The wire is recorded from the
 * first question of a connection until that connection ends. Whoever asks too seldom loses messages and is told how
 * many: the gateway keeps none for anybody. Core thread.
 */
class TapCommand : public QObject
{
    Q_OBJECT

public:
    /** Both outlive this. */
    TapCommand(Control *control, Tap *tap, QObject *parent = nullptr);
    ~TapCommand() override;

    qsizetype lookers() const { return qsizetype(m_lookers.size()); }

private:
    /** One connection. */
    struct Looker
    {
        TapFilter wanted;
        quint64 after = 0; //!< everything up to there was looked at
        quint64 missed = 0;
        qint64 until = 0; //!< steady ms
        Control::Answer answer; //!< none while nothing is asked
    };
    void take(const QJsonObject &arguments, Control::Answer answer, QObject *asker);
    Looker *lookerFor(QObject *asker);
    void forget(const QObject *asker);
    QJsonObject seenBy(Looker &looker) const;
    void look();

    Tap *m_tap;
    std::map<const QObject *, Looker> m_lookers;
    QTimer m_pulse; //!< while somebody waits
};

} // namespace Signalbox
