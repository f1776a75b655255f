// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/uimodule.h"

#include <QHash>
#include <QObject>
#include <QPointer>

namespace Signalbox {

/** What the person asks of the running gateway, and its answers. Lives in the thread of the window. */
class Commands : public QObject
{
    Q_OBJECT

public:
    using Answer = std::function<void(const Result<QJsonObject> &)>;

    /** Without `ask` nothing is answered. Outlives the core thread. */
    explicit Commands(UiLink::Ask ask, QObject *parent = nullptr);

    /** A failure becomes failed(). */
    void ask(const QString &name, const QJsonObject &arguments = {});
    /** The answer comes from the event loop, never from inside this call, and not once `context` is gone. */
    void ask(const QString &name, const QJsonObject &arguments, QObject *context, Answer answer);

Q_SIGNALS:
    void asked(const QString &name); //!< by the person; what a view asks for itself is not told
    void failed(const QString &name, const QString &sentence);

private:
    struct Open
    {
        QPointer<QObject> context;
        Answer answer;
    };
    void finish(quint64 number, const Result<QJsonObject> &result);

    UiLink::Ask m_ask;
    QHash<quint64, Open> m_open;
    quint64 m_last = 0;
};

} // namespace Signalbox
