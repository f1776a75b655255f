// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/plugin/backend.h"

#include <QObject>

#include <functional>
#include <memory>

namespace Signalbox {

/** What the contract test needs of a backend: ways to make one that is new and not yet open. */
struct BackendFixture
{
    using Maker = std::function<std::unique_ptr<Backend>()>;
    Maker answering; //!< each request is answered with its own params as result
    Maker impossible; //!< open() cannot succeed
    Maker dying; //!< answers one request and breaks; leave it out where a backend cannot break as a whole
    bool isOrdered = true; //!< answers come in the order of the requests; false where each travels by itself
    int patience = 10'000; //!< ms until something that has to happen counts as missing
};

/** Writes down all that a backend tells, in order. */
class BackendRecord : public QObject
{
    Q_OBJECT

public:
    explicit BackendRecord(Backend *backend);

    QStringList story; //!< "opened", "received", "exchangeFailed", "drained", "closed"
    QList<Message> messages;
    QList<Origin> origins;
    Failure failure; //!< of closed()
    int opened = 0;
    int closed = 0;
    int drained = 0;
};

/**
 * The interface of Backend as a test. Every plugin runs it: derive, say how to make the backends, and it is the whole
 * test; what is special about a plugin has tests of its own.
 */
class BackendContract : public QObject
{
    Q_OBJECT

protected:
    virtual BackendFixture fixture() = 0;

private Q_SLOTS:
    void init();
    void open_is_answered_once_and_never_from_inside();
    void what_cannot_be_opened_is_closed_with_a_sentence();
    void a_request_is_answered();
    void takes_messages_before_it_is_open();
    void takes_messages_whatever_writable_says();
    void ten_thousand_messages_keep_their_order();
    void a_big_message_arrives_intact();
    void a_pause_holds_everything_back_and_loses_nothing();
    void drop_and_listen_harm_nobody_else();
    void close_is_answered_once_without_a_failure();
    void close_before_open_is_answered();
    void close_while_opening_is_answered();
    void nothing_is_told_after_closed();
    void may_be_destroyed_while_open();
    void may_be_destroyed_by_whoever_hears_a_message();
    void death_is_told_once_after_all_that_was_said();
    void status_can_be_asked_at_any_time();

private:
    std::unique_ptr<Backend> opened(BackendRecord **record);
    void sendNumbered(Backend *backend, int from, int count);
    /** Another backend opens, answers and closes: what the first still had to tell would have come meanwhile. */
    bool aLifeGoesBy(int answers = 1);
    bool areComplete(QList<Message> messages) const;

    BackendFixture m_fixture;
    quint64 m_exchange = 0;
};

} // namespace Signalbox
