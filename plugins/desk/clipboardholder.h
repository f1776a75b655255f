// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "plugins/desk/programrun.h"

#include <QByteArray>
#include <QObject>
#include <QProcess>
#include <QTimer>

namespace Signalbox {

/**
 * A program that holds one text as the clipboard. On Linux a clipboard lives as long as its owner does, so the program
 * stays in the foreground as our child: until another program takes the clipboard, this object goes, or the gateway
 * goes.
 */
class ClipboardHolder : public QObject
{
    Q_OBJECT

public:
    ClipboardHolder(const Program &program, const Surroundings &surroundings, QObject *parent);
    ~ClipboardHolder() override;
    void hold(const QByteArray &text);

Q_SIGNALS:
    /** Exactly one of these two, never from inside hold(). */
    void held();
    void failed(const QString &sentence);

private:
    void finish();
    void readErrors();
    void tell(const QString &problem);

    const Program m_program;
    QProcess *m_process;
    QTimer m_grace;
    QByteArray m_errors;
    bool m_isTold = false;
};

} // namespace Signalbox
