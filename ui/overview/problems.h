// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/icons.h"

#include <QCoreApplication>
#include <QJsonObject>
#include <QString>

namespace Signalbox {

class BackendModel;
class Overview;

/** What a person can do about a problem, at the press of a button. */
struct Remedy
{
    enum Kind { Command, ShowBackend, OpenSettings, Dismiss, AddServer, ImportServers, ConnectClient };
    Kind kind = Dismiss;
    QString text; //!< of the button
    QString command; //!< Command
    QJsonObject arguments;
    quint64 number = 0; //!< of the backend, or of the trouble
};

/** Something that is not as it should be, in words. */
struct Problem
{
    QString key; //!< the same for as long as it is the same problem
    Mark mark;
    QString title;
    QString text; //!< may be empty
    QList<Remedy> remedies; //!< the best first
};

/** Finds out what is wrong from what the board shows, worst first; bounded. */
class Problems
{
    Q_DECLARE_TR_FUNCTIONS(Signalbox::Problems)

public:
    static constexpr qsizetype most = 20;
    static QList<Problem> of(const Overview &overview, const BackendModel &backends);
};

} // namespace Signalbox
