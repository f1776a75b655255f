// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/config/tokenfile.h"

#include "core/config/privatefiles.h"

#include <QFile>
#include <QRandomGenerator>

#include <algorithm>
#include <array>
#include <cerrno>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace Signalbox {

namespace {

constexpr qsizetype longestToken = 1'024;

QByteArray freshToken()
{
    std::array<quint32, 8> random;
    QRandomGenerator::system()->fillRange(random.data(), qsizetype(random.size()));
    return QByteArray(reinterpret_cast<const char *>(random.data()), sizeof random)
        .toBase64(QByteArray::Base64UrlEncoding | QByteArray::OmitTrailingEquals);
}

Result<QByteArray> makeToken(const QString &path)
{
    const QByteArray token = freshToken();
    const auto written = writeDurably(path, token + '\n', false);
    if (!written)
        return written.error();
    return token;
}

} // namespace

bool isToken(const QByteArray &token)
{
    const auto visible = [](char c) { return c > ' ' && c < '\x7f'; };
    return !token.isEmpty() && token.size() <= longestToken && std::ranges::all_of(token, visible);
}

Result<QByteArray> tokenFromFile(const QString &path)
{
    // Never blocks on what only looks like a file.
    const Descriptor file(
        ::open(QFile::encodeName(path).constData(), O_RDONLY | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK | O_NOCTTY));
    if (!file.isOpen() && errno == ENOENT)
        return makeToken(path);
    if (!file.isOpen() && errno == ELOOP)
        return Reason{QStringLiteral("%1 is a link; name the file itself").arg(path)};
    struct stat facts = {};
    if (!file.isOpen() || ::fstat(file.number(), &facts) != 0)
        return Reason{QStringLiteral("%1 cannot be read: %2").arg(path, lastSystemError())};
    if (!S_ISREG(facts.st_mode))
        return Reason{QStringLiteral("%1 is not a file").arg(path)};
    if (facts.st_uid != ::geteuid())
        return Reason{QStringLiteral("%1 belongs to somebody else (user %2)").arg(path).arg(facts.st_uid)};
    if ((facts.st_mode & 077) != 0)
        return Reason{QStringLiteral("%1 can be read or written by others; do: chmod 600 %1").arg(path)};
    QByteArray token(longestToken + 2, Qt::Uninitialized);
    const ssize_t length = ::read(file.number(), token.data(), size_t(token.size()));
    if (length < 0)
        return Reason{QStringLiteral("%1 cannot be read: %2").arg(path, lastSystemError())};
    token.truncate(length);
    token = token.trimmed();
    if (!isToken(token))
        return Reason{QStringLiteral("%1 holds no token; delete it to get a new one").arg(path)};
    return token;
}

} // namespace Signalbox
