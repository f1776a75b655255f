// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/config/settingsfile.h"

#include "core/config/privatefiles.h"
#include "core/config/tokenfile.h"

#include <QCryptographicHash>
#include <QDateTime>
#include <QDir>
#include <QFileInfo>

#include <algorithm>

#include <sys/stat.h>
#include <unistd.h>

namespace Signalbox {

namespace {

constexpr qsizetype largestText = 4 * 1024 * 1024;
constexpr mode_t modeBits = 07777;

const QString changedMeanwhile =
    QStringLiteral("the file was changed by somebody else meanwhile; look at it again and repeat the change");

QString digestOf(const QByteArray &text)
{
    return QString::fromLatin1(QCryptographicHash::hash(text, QCryptographicHash::Sha256).toHex());
}

bool isKnown(const ConfigProblem &problem, const QList<ConfigProblem> &known)
{
    return std::ranges::any_of(known, [&](const ConfigProblem &other) { return other.text() == problem.text(); });
}

} // namespace

QByteArray settingsWithoutFile()
{
    return "{\n  \"mcpServers\": {\n    \"desk\": {\n      \"type\": \"desk\"\n    }\n  }\n}\n";
}

SettingsFile::SettingsFile(QString file, QString backupFolder, QProcessEnvironment environment)
    : m_file(std::move(file))
    , m_backupFolder(std::move(backupFolder))
    , m_environment(std::move(environment))
{
}

Result<SettingsSnapshot> SettingsFile::read() const
{
    const auto bytes = readConfigBytes(m_file);
    if (!bytes)
        return Reason{bytes.error().text()};
    if (!*bytes)
        return SettingsSnapshot();
    return SettingsSnapshot{**bytes, true, digestOf(**bytes)};
}

QList<ConfigProblem> SettingsFile::problemsOf(const QByteArray &text, bool *isUsable) const
{
    const auto reading = parseConfig(text, m_file, m_environment);
    if (isUsable)
        *isUsable = reading.ok();
    return reading ? reading->problems : QList<ConfigProblem>{reading.error()};
}

Result<void> SettingsFile::judge(const QByteArray &before, const QByteArray &after) const
{
    if (after.size() > largestText)
        return Reason{QStringLiteral("the settings would be larger than 4 MiB, which no settings should be")};
    const auto reading = parseConfig(after, m_file, m_environment);
    if (!reading)
        return Reason{reading.error().path.isEmpty()
                          ? reading.error().sentence
                          : reading.error().path + QStringLiteral(": ") + reading.error().sentence};
    const QList<ConfigProblem> known = problemsOf(before);
    for (const ConfigProblem &problem : reading->problems) {
        if (!isKnown(problem, known))
            return Reason{problem.path.isEmpty() ? problem.sentence
                                                 : problem.path + QStringLiteral(": ") + problem.sentence};
    }
    if (reading->config.tokenFile.isEmpty())
        return {};
    const Result<QByteArray> token = tokenFromFile(reading->config.tokenFile);
    if (!token)
        return Reason{QStringLiteral("auth.tokenFile: ") + token.error().sentence};
    return {};
}

/** Before the first change of a run: the state from before this program had a hand in it. */
Result<void> SettingsFile::backUp(const SettingsSnapshot &snapshot)
{
    if (m_isBackedUp || !snapshot.exists)
        return {};
    const auto made = makePrivateFolder(m_backupFolder);
    if (!made)
        return made;
    QDir folder(m_backupFolder);
    const QString moment = QDateTime::currentDateTimeUtc().toString(QStringLiteral("yyyyMMdd'T'HHmmsszzz'Z'"));
    const auto written = writeDurably(folder.filePath(QStringLiteral("signalbox-%1.json").arg(moment)), snapshot.text);
    if (!written)
        return written;
    m_isBackedUp = true;
    QStringList copies = folder.entryList({QStringLiteral("signalbox-*.json")}, QDir::Files, QDir::Name);
    for (; copies.size() > keptBackups; copies.removeFirst())
        folder.remove(copies.first());
    return {};
}

Result<void> SettingsFile::write(const QByteArray &text, const QString &expectedDigest) const
{
    const QFileInfo info(m_file);
    const QString target = info.exists() ? info.canonicalFilePath() : info.absoluteFilePath();
    if (!QDir().mkpath(QFileInfo(target).absolutePath()))
        return Reason{QStringLiteral("cannot make the folder %1").arg(QFileInfo(target).absolutePath())};
    struct stat facts = {};
    uint mode = 0600; // tokens may stand in it
    const QByteArray name = QFile::encodeName(target);
    if (::stat(name.constData(), &facts) == 0) {
        mode = facts.st_mode & modeBits;
        if (::access(name.constData(), W_OK) != 0)
            return Reason{QStringLiteral("%1 may not be written: %2").arg(target, lastSystemError())};
    }
    const Result<SettingsSnapshot> now = read();
    if (!now || now->digest != expectedDigest)
        return Reason{changedMeanwhile};
    return writeDurably(target, text, info.exists(), mode);
}

Result<void> SettingsFile::change(const Edit &edit, const std::optional<QString> &digest)
{
    const Result<SettingsSnapshot> snapshot = read();
    if (!snapshot)
        return snapshot.error();
    if (digest && *digest != snapshot->digest)
        return Reason{changedMeanwhile};
    const QByteArray before = snapshot->exists ? snapshot->text : settingsWithoutFile();
    const Result<QByteArray> after = edit(before);
    if (!after)
        return after.error();
    if (snapshot->exists && *after == snapshot->text)
        return {};
    const Result<void> good = judge(before, *after);
    if (!good)
        return good;
    const Result<void> kept = backUp(*snapshot);
    if (!kept)
        return kept;
    return write(*after, snapshot->digest);
}

} // namespace Signalbox
