// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/result.h"

namespace Signalbox {

/** A file descriptor that is closed with its owner. */
class Descriptor
{
public:
    Descriptor() = default;
    explicit Descriptor(int number)
        : m_number(number)
    {
    }
    Descriptor(Descriptor &&other) noexcept
        : m_number(other.release())
    {
    }
    Descriptor &operator=(Descriptor &&other) noexcept;
    ~Descriptor() { reset(); }

    int number() const { return m_number; }
    bool isOpen() const { return m_number >= 0; }
    int release();
    void reset();

private:
    int m_number = -1;
};

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
