// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/http/libraryparser.h"

namespace Signalbox {

class HttpDoor;

/** Listens on one address and hands every descriptor to the door. */
class Acceptor : public Hatch
{
    Q_OBJECT

public:
    explicit Acceptor(HttpDoor *door);

    /**
     * Accepts no more and frees the port. The Qt object stays as it is, because requests of open connections are still
     * passed through it, and a closed QTcpServer cannot do that.
     */
    void stop();
    bool isStopped() const { return m_stopped; }

protected:
    void incomingConnection(qintptr fd) override;

private:
    void goOn();

    HttpDoor *m_door;
    bool m_stopped = false;
};

} // namespace Signalbox
