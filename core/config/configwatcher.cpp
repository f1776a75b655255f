// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/config/configwatcher.h"

#include "core/config/tokenfile.h"

#include <QDir>
#include <QFileInfo>

namespace Signalbox {

namespace {

using namespace std::chrono_literals;
constexpr auto gatherTime = 100ms; //!< an editor's writes, renames and attribute changes come in a bunch
constexpr auto secondLook = 300ms;

QString nearestFolder(const QString &file)
{
    QDir folder = QFileInfo(file).absoluteDir();
    while (!folder.exists() && !folder.isRoot())
        folder.setPath(QFileInfo(folder.path()).absolutePath());
    return folder.path();
}

} // namespace

ConfigWatcher::ConfigWatcher(const QString &file, const QProcessEnvironment &environment, QObject *parent)
    : QObject(parent)
    , m_file(file)
    , m_environment(environment)
{
    m_delay.setSingleShot(true);
    connect(&m_delay, &QTimer::timeout, this, &ConfigWatcher::look);
    connect(&m_watcher, &QFileSystemWatcher::fileChanged, this, &ConfigWatcher::lookSoon);
    connect(&m_watcher, &QFileSystemWatcher::directoryChanged, this, &ConfigWatcher::lookSoon);
}

Result<Reading, ConfigProblem> ConfigWatcher::read()
{
    watch(); // first, so that no change falls between
    m_delay.stop();
    m_again = false;
    const auto bytes = readConfigBytes(m_file);
    m_known = bytes ? *bytes : std::nullopt;
    const auto reading = parse(bytes);
    m_fault = reading ? QString() : reading.error().text();
    return reading;
}

Result<Reading, ConfigProblem> ConfigWatcher::parse(const Result<std::optional<QByteArray>, ConfigProblem> &bytes) const
{
    if (!bytes)
        return bytes.error();
    auto reading = parseConfig(*bytes, m_file, m_environment);
    if (!reading || reading->config.tokenFile.isEmpty())
        return reading;
    const Result<QByteArray> token = tokenFromFile(reading->config.tokenFile);
    if (!token)
        return ConfigProblem{m_file, QStringLiteral("auth.tokenFile"), token.error().sentence};
    reading->config.token = *token;
    return reading;
}

/** The file by its inode, its folder for renames, and the same for what a link points to. Each time anew, because a
 *  file that took the place of another has another inode. */
void ConfigWatcher::watch()
{
    const QString target = QFileInfo(m_file).canonicalFilePath();
    QStringList paths{m_file, nearestFolder(m_file)};
    if (!target.isEmpty() && target != m_file)
        paths << target << nearestFolder(target);
    paths.removeDuplicates();
    const QStringList before = m_watcher.files() + m_watcher.directories();
    if (!before.isEmpty())
        m_watcher.removePaths(before);
    paths.removeIf([](const QString &path) { return !QFileInfo::exists(path); });
    m_watcher.addPaths(paths);
}

void ConfigWatcher::lookSoon()
{
    if (!m_delay.isActive())
        m_delay.start(gatherTime);
}

void ConfigWatcher::look()
{
    watch();
    const bool again = std::exchange(m_again, false);
    const auto bytes = readConfigBytes(m_file);
    if (bytes && *bytes == m_known && m_fault.isEmpty())
        return;
    const auto reading = parse(bytes);
    const QString fault = reading ? QString() : reading.error().text();
    const bool doubtful = !reading || !*bytes;
    if (doubtful && !again && (reading || fault != m_fault)) {
        m_again = true;
        m_delay.start(secondLook);
        return;
    }
    if (reading) {
        m_known = *bytes;
        m_fault.clear();
        Q_EMIT changed(*reading);
        return;
    }
    if (std::exchange(m_fault, fault) != fault)
        Q_EMIT unusable(reading.error());
}

} // namespace Signalbox
