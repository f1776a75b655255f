// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/plugin/linereader.h"
#include "core/plugin/linewriter.h"

#include <QObject>

namespace Signalbox {

/** The standard input and output of this process as lines, without waiting for either. */
class ClientLines : public QObject
{
    Q_OBJECT

public:
    explicit ClientLines(QObject *parent = nullptr);

    void start();
    void write(const QByteArray &line);
    /** While paused nothing is read; nothing gets lost. */
    void setPaused(bool paused) { m_reader.setPaused(paused); }

Q_SIGNALS:
    void line(const QByteArray &line);
    void tooLong(qint64 limit); //!< bytes
    /** Whether the client takes what it is sent. */
    void readsChanged(bool reads);
    void saidAll(); //!< it closed our input
    void gone(); //!< it closed our output

private:
    LineReader m_reader;
    LineWriter m_writer;
};

} // namespace Signalbox
