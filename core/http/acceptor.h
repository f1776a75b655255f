// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/http/libraryparser.h"

namespace Signalbox {

class HttpDoor;

/** Listens on one address and hands every descriptor to the door. */
class Acceptor : public Hatch {
    Q_OBJECT

public:
    explicit Acceptor(HttpDoor *door);

protected:
    void incomingConnection(qintptr fd) override;

private:
    HttpDoor *m_door;
};

} // namespace Signalbox
