// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/announcement.h"

#include <cstdio>

namespace Signalbox {

namespace {

/** The token itself stays off the screen and out of the shell's history. */
QString headerOption(const Config &config)
{
    if (config.token.isEmpty())
        return {};
    const QString token =
        config.tokenFile.isEmpty() ? QStringLiteral("TOKEN") : QStringLiteral("$(cat '%1')").arg(config.tokenFile);
    return QStringLiteral(" --header \"Authorization: Bearer %1\"").arg(token);
}

} // namespace

QString announcement(const QStringList &urls, const Config &config)
{
    QString text;
    for (const QString &url : urls)
        text += QStringLiteral("signalbox %1 listens at %2\n").arg(QStringLiteral(SIGNALBOX_VERSION), url);
    return text
        + QStringLiteral("For Claude Code: claude mcp add --transport http signalbox %1%2\n")
              .arg(urls.value(0), headerOption(config));
}

void printOut(const QString &text)
{
    std::fputs(text.toLocal8Bit().constData(), stdout);
    std::fflush(stdout);
}

void printError(const QString &sentence)
{
    std::fputs(QStringLiteral("signalbox: %1\n").arg(sentence).toLocal8Bit().constData(), stderr);
    std::fflush(stderr);
}

} // namespace Signalbox
