// SPDX-License-Identifier: GPL-3.0-or-later
#include "plugins/desk/portalrequest.h"

#include <QDBusMessage>
#include <QDBusPendingCallWatcher>
#include <QDBusPendingReply>
#include <QDBusUnixFileDescriptor>
#include <QFile>
#include <QRandomGenerator>

#include <fcntl.h>
#include <unistd.h>

namespace Signalbox {

namespace {
constexpr int acceptTime = 10'000; // the bus may have to start the portal first
constexpr int choiceTime = 30'000; // the person may be asked with which program

QString newToken()
{
    QByteArray random(16, Qt::Uninitialized);
    QRandomGenerator::system()->generate(random.begin(), random.end());
    return QStringLiteral("signalbox_") + QString::fromLatin1(random.toHex());
}

/** The portal answers there; to listen before asking leaves no moment in which the answer could be missed. */
QString answerPath(const QDBusConnection &bus, const QString &token)
{
    const QString sender = bus.baseService().remove(QLatin1Char(':')).replace(QLatin1Char('.'), QLatin1Char('_'));
    return QStringLiteral("/org/freedesktop/portal/desktop/request/%1/%2").arg(sender, token);
}

QDBusMessage question(const QUrl &url, const QString &token)
{
    QDBusMessage message =
        QDBusMessage::createMethodCall(PortalRequest::service(), QStringLiteral("/org/freedesktop/portal/desktop"),
                                       QStringLiteral("org.freedesktop.portal.OpenURI"),
                                       url.isLocalFile() ? QStringLiteral("OpenFile") : QStringLiteral("OpenURI"));
    message << QString();
    if (url.isLocalFile()) {
        // O_NONBLOCK: should the file have become a pipe since it was looked at, this does not wait for a writer.
        const int file = ::open(QFile::encodeName(url.toLocalFile()).constData(), O_RDONLY | O_CLOEXEC | O_NONBLOCK);
        QDBusUnixFileDescriptor descriptor;
        descriptor.giveFileDescriptor(file);
        message << QVariant::fromValue(descriptor);
    } else {
        message << QString::fromLatin1(url.toEncoded());
    }
    message << QVariantMap{{QStringLiteral("handle_token"), token}};
    return message;
}

} // namespace

PortalRequest::PortalRequest(const QDBusConnection &bus, QObject *parent)
    : QObject(parent)
    , m_bus(bus)
{
    m_limit.setSingleShot(true);
    connect(&m_limit, &QTimer::timeout, this, [this] { tell(Asked); });
}

void PortalRequest::open(const QUrl &url)
{
    const QString token = newToken();
    // Without a service name, because looking its owner up would wait for the bus; the path is unguessable.
    m_bus.connect(QString(), answerPath(m_bus, token), QStringLiteral("org.freedesktop.portal.Request"),
                  QStringLiteral("Response"), this, SLOT(respond(uint, QVariantMap)));
    auto *watcher = new QDBusPendingCallWatcher(m_bus.asyncCall(question(url, token), acceptTime), this);
    connect(watcher, &QDBusPendingCallWatcher::finished, this, [this](QDBusPendingCallWatcher *done) {
        if (done->isError())
            return tell(Unavailable, done->error().message());
        m_limit.start(choiceTime);
    });
}

void PortalRequest::respond(uint code, const QVariantMap &)
{
    static constexpr Outcome outcomes[]{Opened, Dismissed, Failed};
    tell(outcomes[std::min(code, 2U)]);
}

void PortalRequest::tell(Outcome outcome, const QString &reason)
{
    if (std::exchange(m_isOver, true))
        return;
    m_limit.stop();
    deleteLater();
    Q_EMIT ended(outcome, reason);
}

} // namespace Signalbox
