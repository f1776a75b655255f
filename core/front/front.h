// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/http/httprequest.h"
#include "core/http/reply.h"
#include "core/policy/policy.h"
#include "core/wire/message.h"

#include <QByteArray>
#include <QList>

namespace Signalbox {

/** One admitted HTTP request on a mounted URL, and the handle to answer it with. */
struct Visit
{
    HttpRequest request;
    Reply reply;
    Caller caller;
    View view;
    HeaderList cors; //!< go with every answer
};

/** What a POST carries. */
struct Post
{
    QList<Message> messages; //!< one, or those of a batch
    bool isBatch = false;
};

/** How one kind of client is answered. */
class Front
{
public:
    virtual ~Front() = default;
    virtual void post(Visit visit, Post post) = 0;
    virtual void get(Visit visit) = 0;
    virtual void remove(Visit visit) = 0; //!< DELETE
};

} // namespace Signalbox
