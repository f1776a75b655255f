// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/plugin/toolserver.h"
#include "core/result.h"
#include "plugins/desk/portalrequest.h"
#include "plugins/desk/programrun.h"
#include "plugins/desk/servicewatch.h"

#include <QObject>
#include <QUrl>

namespace Signalbox {

/** The tool `open`: shows a web page, a mail form, a file or a folder with the person's own programs. */
class Opener : public QObject
{
    Q_OBJECT

public:
    Opener(ServiceWatch &services, const Surroundings &surroundings, QObject *parent);

    static Tool tool();
    bool isPossible() const;
    void open(std::shared_ptr<ToolCall> call);
    /** What may be opened: http, https and mailto, and files and folders that exist and are no programs. */
    static Result<QUrl> accept(const QString &target);

private:
    bool hasPortal() const;
    void portalEnded(const std::shared_ptr<ToolCall> &call, const QUrl &url, PortalRequest::Outcome outcome,
                     const QString &reason);
    void launch(const std::shared_ptr<ToolCall> &call, const QUrl &url);

    ServiceWatch &m_services;
    const Surroundings m_surroundings;
    Program m_launcher; //!< xdg-open
};

} // namespace Signalbox
