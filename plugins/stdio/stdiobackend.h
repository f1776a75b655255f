// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/plugin/backendplugin.h"
#include "plugins/stdio/commandlookup.h"
#include "plugins/stdio/errortail.h"
#include "plugins/stdio/household.h"
#include "core/plugin/linereader.h"
#include "core/plugin/linewriter.h"
#include "plugins/stdio/sentrequests.h"
#include "plugins/stdio/stdiosettings.h"

#include <QStringList>
#include <QTimer>

#include <memory>

namespace Signalbox {

class ChildProcess;

/** A server that is a program: one JSON-RPC message per line on its standard input and output. */
class StdioBackend : public Backend
{
    Q_OBJECT

public:
    StdioBackend(const StdioSettings &settings, const Surroundings &surroundings, std::shared_ptr<Household> household);
    ~StdioBackend() override;

    void open() override;
    void send(const Signalbox::Message &message, const Signalbox::Route &route) override;
    void drop(quint64) override { }
    void listen(const Signalbox::HeaderList &) override { }
    void pauseReading(bool paused) override;
    bool writable() const override { return m_writer.hasRoom(); }
    void close() override;
    QJsonObject status() const override;
    qint64 process() const override;

private:
    enum class State { New, Locating, Running, Ended, Closed };

    void locate();
    void relocate();
    void start();
    void onStarted();
    void onOutputEnded();
    void onPipeLost();
    void onExited();
    void stopChild();
    void fail(const QString &what);
    void finish();
    bool giveBackUnread();
    void finishSoon();
    void read(const QByteArray &line);
    void readBatch(const QByteArray &line);
    void skip(const QByteArray &line, const QString &why);
    void changed();
    QString lastWords() const;

    StdioSettings m_settings;
    Surroundings m_surroundings;
    std::shared_ptr<Household> m_household;
    FoundCommand m_command;
    State m_state = State::New;
    ChildProcess *m_child = nullptr; //!< ours until it is abandoned; it may outlive us by a moment
    LineReader m_reader;
    LineWriter m_writer;
    SentRequests m_sent;
    ErrorTail m_errors;
    QTimer m_patience; //!< closing: until the next harder step
    QTimer m_telling; //!< statusChanged() at human speed
    Failure m_failure; //!< what closed() will say
    bool m_isClosing = false; //!< close() was called
    bool m_isOutputEnded = false;
    bool m_isFamilyGone = false;
    quint64 m_skippedLines = 0;
    quint64 m_tooLongLines = 0;
    QStringList m_skippedExamples;
};

} // namespace Signalbox
