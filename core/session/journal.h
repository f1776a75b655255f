// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <functional>

namespace Signalbox {

/** Stands before every flush: nothing is on the wire that is not in the journal. */
class Journal
{
public:
    virtual ~Journal() = default;
    /** Calls `done`, perhaps from inside, when everything appended before that moment is safe. One commit at a time. */
    virtual void commit(std::function<void()> done) = 0;
};

/** What is safe in memory is safe enough. */
class MemoryJournal final : public Journal
{
public:
    void commit(std::function<void()> done) override { done(); }
};

} // namespace Signalbox
