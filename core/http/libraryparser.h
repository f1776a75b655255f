// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/http/requesthead.h"

#include <QTcpServer>

#include <memory>

namespace Signalbox {

/** A listening server that can also pass a socket of ours to the library, as if somebody had connected with it. */
class Hatch : public QTcpServer
{
    Q_OBJECT

public:
    using QTcpServer::QTcpServer;

    /** False if the library did not take it. */
    bool pass(QTcpSocket *socket);
};

class Feed;

/** One request on its way through QtHttpServer's parser. */
class LibraryRequest
{
public:
    explicit LibraryRequest(std::unique_ptr<Feed> feed);
    ~LibraryRequest();

    void push(const QByteArray &bytes);
    bool isComplete() const;
    bool hasFailed() const;
    QByteArray takeBody();

private:
    std::unique_ptr<Feed> m_feed;
};

/**
 * QtHttpServer, reduced to what it is needed for: reading requests that are not complete at once. It sees a socket that
 * has no network behind it, on which only validated bytes within all limits arrive, and what it has parsed comes back
 * as a value; it never holds a connection of ours and answers nothing. All that depends on its version is in this file.
 */
class LibraryParser
{
public:
    LibraryParser();
    ~LibraryParser();

    /** Takes ownership of a server that already listens. */
    void bind(Hatch *hatch);
    /** Begins a request with that head, of which only what frames the body is passed on. */
    std::unique_ptr<LibraryRequest> begin(const RequestHead &head);

private:
    class Server;
    std::unique_ptr<Server> m_server;
};

} // namespace Signalbox
