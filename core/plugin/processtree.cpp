// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/plugin/processtree.h"

#include <QDir>
#include <QFile>

#include <optional>

#include <unistd.h>

namespace Signalbox {

namespace {

constexpr qint64 longestEntry = 16 * 1024; //!< bytes read of a file in /proc
constexpr qsizetype mostThreads = 32; //!< whose children are asked for
constexpr qsizetype deepestChild = 16;

/** /proc/PID/stat from the state (field 3) on. */
enum StatField { StartTime = 19, ResidentPages = 21 };

QByteArray readProc(qint64 id, const QByteArray &name)
{
    QFile file(QString::fromLatin1("/proc/" + QByteArray::number(id) + '/' + name));
    return file.open(QIODevice::ReadOnly | QIODevice::Unbuffered) ? file.read(longestEntry) : QByteArray();
}

/** When this machine was started. */
QDateTime bootTime()
{
    static const QDateTime time = [] {
        timespec up{};
        ::clock_gettime(CLOCK_BOOTTIME, &up);
        return QDateTime::currentDateTimeUtc().addMSecs(-qint64(up.tv_sec) * 1'000 - up.tv_nsec / 1'000'000);
    }();
    return time;
}

std::optional<ProcessFact> processFact(qint64 id, int depth)
{
    const QByteArray stat = readProc(id, "stat");
    const qsizetype nameBegin = stat.indexOf('(');
    const qsizetype nameEnd = stat.lastIndexOf(')'); // a name may itself hold brackets and spaces
    if (nameBegin < 0 || nameEnd < nameBegin)
        return std::nullopt;
    const QByteArrayList fields = stat.mid(nameEnd + 2).split(' ');
    if (fields.size() <= ResidentPages || fields.at(0) == "Z" || fields.at(0) == "X")
        return std::nullopt;
    static const qint64 ticks = ::sysconf(_SC_CLK_TCK);
    static const qint64 pageSize = ::sysconf(_SC_PAGESIZE);
    ProcessFact fact;
    fact.id = id;
    fact.name = QString::fromUtf8(stat.mid(nameBegin + 1, nameEnd - nameBegin - 1));
    fact.depth = depth;
    fact.memory = fields.at(ResidentPages).toLongLong() * pageSize;
    fact.since = bootTime().addMSecs(fields.at(StartTime).toLongLong() * 1'000 / ticks);
    return fact;
}

/** A process is the child of the thread that started it. */
QList<qint64> childrenOf(qint64 id)
{
    const QDir threads(QStringLiteral("/proc/%1/task").arg(id));
    const QStringList names = threads.entryList(QDir::Dirs | QDir::NoDotAndDotDot).mid(0, mostThreads);
    QList<qint64> children;
    for (const QString &thread : names) {
        const QByteArrayList ids = readProc(id, "task/" + thread.toLatin1() + "/children").split(' ');
        for (const QByteArray &child : ids) {
            if (!child.isEmpty())
                children.append(child.toLongLong());
        }
    }
    return children;
}

void addTree(qint64 id, int depth, qsizetype most, QList<ProcessFact> &tree)
{
    if (tree.size() >= most || depth > deepestChild)
        return;
    const auto fact = processFact(id, depth);
    if (!fact)
        return;
    tree.append(*fact);
    const QList<qint64> children = childrenOf(id);
    for (const qint64 child : children)
        addTree(child, depth + 1, most, tree);
}

} // namespace

QList<ProcessFact> processTree(qint64 root, qsizetype most)
{
    QList<ProcessFact> tree;
    if (root > 0)
        addTree(root, 0, most, tree);
    return tree;
}

} // namespace Signalbox
