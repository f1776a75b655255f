// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/plugin/pipe.h"

#include <QObject>
#include <QSocketNotifier>
#include <QStringList>

#include <memory>

namespace Signalbox {

/** Keeps the end of what a child writes to its standard error, and keeps that pipe from ever filling up. */
class ErrorTail : public QObject
{
    Q_OBJECT

public:
    using QObject::QObject;

    void start(Descriptor readEnd);
    /** The writer is dead: takes what the pipe holds now. */
    void finish();
    /** The last lines that are not blank, oldest first. */
    QStringList lines(int most) const;

Q_SIGNALS:
    void grown();

private:
    void readSome();
    bool take();

    Descriptor m_readEnd;
    std::unique_ptr<QSocketNotifier> m_notifier;
    QByteArray m_tail;
};

} // namespace Signalbox
