// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QDBusConnection>
#include <QObject>
#include <QString>
#include <QTimer>
#include <QUrl>
#include <QVariantMap>

namespace Signalbox {

/** One request to the desktop portal to open a URL or a local file. Deletes itself once it has told the outcome. */
class PortalRequest : public QObject
{
    Q_OBJECT

public:
    enum Outcome {
        Opened,
        Asked, //!< accepted, but the person has not chosen within the time limit
        Dismissed, //!< the person said no
        Failed,
        Unavailable //!< there is no portal that could do it
    };

    PortalRequest(const QDBusConnection &bus, QObject *parent);
    static QString service() { return QStringLiteral("org.freedesktop.portal.Desktop"); }
    void open(const QUrl &url);

Q_SIGNALS:
    /** Exactly once, never from inside open(). */
    void ended(Signalbox::PortalRequest::Outcome outcome, const QString &reason);

private Q_SLOTS:
    void respond(uint code, const QVariantMap &results);

private:
    void tell(Outcome outcome, const QString &reason = {});

    QDBusConnection m_bus;
    QTimer m_limit;
    bool m_isOver = false;
};

} // namespace Signalbox
