// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/plugin/descriptor.h"
#include "core/result.h"

namespace Signalbox {

/**
 * Both ends of a pipe, closed on exec and never one of the three standard descriptors, so that they can be put in
 * their places in a child without treading on each other.
 */
struct Pipe
{
    Descriptor readEnd;
    Descriptor writeEnd;

    static Result<Pipe> create();
};

/** Reading and writing through it never waits. */
void makeNonBlocking(const Descriptor &descriptor);

} // namespace Signalbox
