// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/plugin/toolserver.h"
#include "plugins/desk/servicewatch.h"

#include <QObject>

namespace Signalbox {

/** The tool `notify`: a notification of the desktop, through the session bus. */
class Notifier : public QObject
{
    Q_OBJECT

public:
    Notifier(ServiceWatch &services, QObject *parent);

    static QString service() { return QStringLiteral("org.freedesktop.Notifications"); }
    static Tool tool();
    bool isPossible() const;
    void notify(std::shared_ptr<ToolCall> call);

private:
    void show(const std::shared_ptr<ToolCall> &call, bool bodyIsMarkup);

    ServiceWatch &m_services;
};

} // namespace Signalbox
