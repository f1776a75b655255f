// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/questions/questionnotifier.h"

#include "ui/questions/questionwords.h"

#include <QDBusMessage>
#include <QDBusPendingCallWatcher>
#include <QDBusPendingReply>

namespace Signalbox {

namespace {

constexpr int pause = 400; //!< ms in which further questions join the same notification
constexpr int serviceTime = 5'000; //!< ms

const QString service = QStringLiteral("org.freedesktop.Notifications");
const QString place = QStringLiteral("/org/freedesktop/Notifications");
const QString openAction = QStringLiteral("default");
const QString answerAction = QStringLiteral("answer");

} // namespace

QuestionNotifier::QuestionNotifier(const QuestionList *questions, std::function<bool()> isLookedAt, QObject *parent,
                                   const QDBusConnection &bus)
    : QObject(parent), m_questions(questions), m_isLookedAt(std::move(isLookedAt)), m_bus(bus)
{
    m_soon.setSingleShot(true);
    m_soon.setInterval(pause);
    connect(&m_soon, &QTimer::timeout, this, &QuestionNotifier::tell);
    connect(questions, &QuestionList::added, this, [this] {
        m_isStale = true;
        m_soon.start();
    });
    connect(questions, &QuestionList::removed, this, [this] {
        if (m_questions->questions().isEmpty())
            close();
    });
    m_bus.connect(service, place, service, QStringLiteral("ActionInvoked"), this, SLOT(onAction(uint,QString)));
    m_bus.connect(service, place, service, QStringLiteral("NotificationClosed"), this, SLOT(onClosed(uint)));
}

void QuestionNotifier::tell()
{
    const QList<Question> &questions = m_questions->questions();
    if (!m_isStale || m_isAsking || questions.isEmpty() || m_isLookedAt())
        return;
    m_isStale = false;
    const QString body = QuestionWords::notification(questions);
    if (!m_bus.isConnected()) {
        Q_EMIT unanswerable(body);
        return;
    }
    m_isAsking = true;
    // Whether the body is read as markup differs from desktop to desktop.
    const QDBusMessage ask = QDBusMessage::createMethodCall(service, place, service, QStringLiteral("GetCapabilities"));
    auto *watcher = new QDBusPendingCallWatcher(m_bus.asyncCall(ask, serviceTime), this);
    connect(watcher, &QDBusPendingCallWatcher::finished, this, [this, body](QDBusPendingCallWatcher *done) {
        const QDBusPendingReply<QStringList> reply(*done);
        done->deleteLater();
        if (reply.isError()) {
            m_isAsking = false;
            Q_EMIT unanswerable(body);
            return;
        }
        show(reply.value().contains(QStringLiteral("body-markup")) ? body.toHtmlEscaped() : body);
    });
}

void QuestionNotifier::show(const QString &body)
{
    QDBusMessage message = QDBusMessage::createMethodCall(service, place, service, QStringLiteral("Notify"));
    message << QStringLiteral("Signalbox") << m_id << QStringLiteral("signalbox") << tr("A server has a question") << body
            << QStringList{openAction, tr("Open"), answerAction, tr("Answer")}
            << QVariantMap{{QStringLiteral("urgency"), QVariant::fromValue(uchar(1))},
                           {QStringLiteral("desktop-entry"), QStringLiteral("signalbox")}}
            << -1;
    auto *watcher = new QDBusPendingCallWatcher(m_bus.asyncCall(message, serviceTime), this);
    connect(watcher, &QDBusPendingCallWatcher::finished, this, [this, body](QDBusPendingCallWatcher *done) {
        const QDBusPendingReply<uint> reply(*done);
        done->deleteLater();
        m_isAsking = false;
        if (reply.isError()) {
            Q_EMIT unanswerable(body);
            return;
        }
        m_id = reply.value();
        if (m_questions->questions().isEmpty())
            close();
        else if (m_isStale)
            m_soon.start();
    });
}

void QuestionNotifier::close()
{
    m_soon.stop();
    if (m_id == 0)
        return;
    QDBusMessage message = QDBusMessage::createMethodCall(service, place, service, QStringLiteral("CloseNotification"));
    message << std::exchange(m_id, 0);
    m_bus.asyncCall(message, serviceTime);
}

void QuestionNotifier::onAction(uint id, const QString &)
{
    if (id != 0 && id == m_id)
        Q_EMIT openAsked();
}

void QuestionNotifier::onClosed(uint id)
{
    if (id == m_id)
        m_id = 0;
}

} // namespace Signalbox
