// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QString>

#include <string>

#include <sys/types.h>

namespace Signalbox {

/**
 * How the processes that one child brought forth are recognised, whatever they did to get away: by an entry of the
 * environment they started with, by their process group, or by their line of parents. What is left empty is not asked
 * for; a descendant of a member is a member.
 */
struct Family
{
    std::string entry; //!< "NAME=value"
    pid_t group = 0;
    pid_t ancestor = 0; //!< this process and whatever descends from it
};

/**
 * Sends `signal` to every member, looking again until a look finds nobody new, and tells how many were reached. The
 * calling process and what descends from it in other ways are spared. Never waits.
 */
int signalFamily(const Family &family, int signal);
/** signalFamily() for whatever carries `entry` ("NAME=value") in its environment. */
int killTagged(const std::string &entry, int signal);

/** The name under which each child carries a value of its own, so that its descendants can be told from others'. */
inline constexpr char childMarkName[] = "SIGNALBOX_CHILD";

/**
 * Notes a child in the state folder, so that the next start can end what a killed gateway left. Written before the
 * fork with `pid` 0 and again with the real one. `mark` is the value of childMarkName, `tag` the gateway's
 * "NAME=value". Nothing happens with an empty `stateFolder`.
 */
void recordChild(const QString &stateFolder, const QByteArray &mark, const QByteArray &tag, pid_t pid);
void forgetChild(const QString &stateFolder, const QByteArray &mark);
/**
 * Kills what an earlier gateway with this state folder left behind and forgets it; tells how many processes were
 * reached. `tagName` is the name in the processes' tag: a record with another name is nobody's of ours. Called at the
 * start by the one gateway that holds the folder, before it has children.
 */
int sweepOrphans(const QString &stateFolder, const QByteArray &tagName);

} // namespace Signalbox
