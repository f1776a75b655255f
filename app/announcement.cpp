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

/** Where HTTP+SSE is spoken: beside the address for Streamable HTTP. */
QString olderAddress(const QString &url)
{
    return url.section(QLatin1Char('/'), 0, -2) + QStringLiteral("/sse");
}

} // namespace

QString announcement(const QStringList &urls, const Config &config)
{
    QString text;
    for (const QString &url : urls)
        text += QStringLiteral("signalbox %1 listens at %2\n").arg(QStringLiteral(SIGNALBOX_VERSION), url);
    return text
        + QStringLiteral("For Claude Code: claude mcp add --transport http signalbox %1%2\n")
              .arg(urls.value(0), headerOption(config))
        + QStringLiteral("For clients that only know HTTP+SSE: %1\n").arg(olderAddress(urls.value(0)));
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
