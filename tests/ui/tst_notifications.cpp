// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/ui/facts.h"
#include "tests/ui/notificationservice.h"
#include "ui/notices/desktopnotification.h"
#include "ui/questions/questionnotifier.h"
#include "ui/tray/desktopnotices.h"

#include <QSignalSpy>
#include <QTest>

using namespace Signalbox;

using Content = DesktopNotification::Content;

static Content content(const char *title)
{
    return {QString::fromUtf8(title),
            QStringLiteral("a <b>&amp; \"c\""),
            {{QStringLiteral("default"), QStringLiteral("Show")}, {QStringLiteral("restart"), QStringLiteral("Restart")}},
            7};
}

/** Needs a session bus of its own: `dbus-run-session --config-file=bus.conf -- tst_notifications`. */
class TestNotifications : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void it_is_shown_and_not_stacked();
    void markup_is_escaped_only_where_it_is_read_data();
    void markup_is_escaped_only_where_it_is_read();
    void no_buttons_where_there_are_none();
    void the_title_says_all_where_nothing_else_is_shown();
    void an_action_comes_back_with_what_it_is_about();
    void notifications_of_others_are_not_ours();
    void what_the_person_closed_comes_anew();
    void it_is_closed_also_before_it_was_shown();
    void without_a_service_somebody_else_tells();
    void a_service_that_refuses_is_none();
    void a_service_silent_from_the_start_is_not_waited_for();
    void a_service_that_falls_silent_shows_nothing_twice();
    void a_service_that_dies_with_the_question_does_not_swallow_it();
    void a_service_that_restarts_is_asked_anew();
    void two_notifications_do_not_meet();
    void an_alert_has_its_buttons();
    void questions_are_counted_in_one_notification();
    void questions_before_the_eyes_make_none();

private:
    static AskFact question(quint64 number, bool isOpen = true);
};

void TestNotifications::initTestCase()
{
    if (!NotificationService::isBusFree())
        QSKIP("needs a session bus of its own: run it with dbus-run-session and bus.conf");
}

AskFact TestNotifications::question(quint64 number, bool isOpen)
{
    AskFact fact = askFact(isOpen);
    fact.number = number;
    if (isOpen)
        fact.question = "{\"message\":\"Erase?\"}";
    return fact;
}

void TestNotifications::it_is_shown_and_not_stacked()
{
    NotificationService service;
    DesktopNotification notification;
    QVERIFY(!notification.isThere());
    notification.show(content("one"));
    notification.show(content("two")); // before the first has an answer
    notification.show(content("three"));
    QTRY_COMPARE(service.there().value(1).title, QStringLiteral("three"));
    notification.show(content("four"));
    QTRY_COMPARE(service.there().value(1).title, QStringLiteral("four"));
    QCOMPARE(service.there().size(), 1);
    QTRY_VERIFY(notification.isThere());
    const NotificationService::Shown shown = service.there().value(1);
    QCOMPARE(shown.actions.join(u' '), QStringLiteral("default Show restart Restart"));
    QCOMPARE(shown.hints.value(QStringLiteral("urgency")).toInt(), 1);
    QCOMPARE(shown.hints.value(QStringLiteral("desktop-entry")).toString(), QStringLiteral("signalbox"));
    QCOMPARE(shown.expires, -1);
}

void TestNotifications::markup_is_escaped_only_where_it_is_read_data()
{
    QTest::addColumn<QStringList>("capabilities");
    QTest::addColumn<QString>("text");
    QTest::newRow("read") << QStringList{QStringLiteral("body"), QStringLiteral("body-markup")}
                          << QStringLiteral("a &lt;b&gt;&amp;amp; &quot;c&quot;");
    QTest::newRow("read for its links") << QStringList{QStringLiteral("body"), QStringLiteral("body-hyperlinks")}
                                        << QStringLiteral("a &lt;b&gt;&amp;amp; &quot;c&quot;");
    QTest::newRow("not read") << QStringList{QStringLiteral("body")} << QStringLiteral("a <b>&amp; \"c\"");
}

void TestNotifications::markup_is_escaped_only_where_it_is_read()
{
    QFETCH(QStringList, capabilities);
    NotificationService service(capabilities);
    DesktopNotification notification;
    notification.show(content("<i>title</i>"));
    QTRY_COMPARE(service.there().size(), 1);
    QTEST(service.there().value(1).text, "text");
    QCOMPARE(service.there().value(1).title, QStringLiteral("<i>title</i>"));
}

void TestNotifications::no_buttons_where_there_are_none()
{
    NotificationService service({QStringLiteral("body")});
    DesktopNotification notification;
    notification.show(content("one"));
    QTRY_COMPARE(service.there().size(), 1);
    QVERIFY(service.there().value(1).actions.isEmpty());
}

void TestNotifications::the_title_says_all_where_nothing_else_is_shown()
{
    NotificationService service({QStringLiteral("actions")});
    DesktopNotification notification;
    notification.show(content("one"));
    QTRY_COMPARE(service.there().value(1).title, QStringLiteral("one: a <b>&amp; \"c\""));
    QVERIFY(service.there().value(1).text.isEmpty());
}

void TestNotifications::an_action_comes_back_with_what_it_is_about()
{
    NotificationService service;
    DesktopNotification notification;
    QSignalSpy chosen(&notification, &DesktopNotification::chosen);
    notification.show(content("one"));
    QTRY_VERIFY(notification.isThere());
    service.press(1, QStringLiteral("restart"));
    QTRY_COMPARE(chosen.size(), 1);
    QCOMPARE(chosen.at(0).at(0).toString(), QStringLiteral("restart"));
    QCOMPARE(chosen.at(0).at(1).toULongLong(), quint64(7));
    // What is pressed before its successor is shown is still about itself.
    Content next = content("two");
    next.about = 8;
    service.hold();
    notification.show(next);
    QTRY_COMPARE(service.held(), 1);
    service.press(1, QStringLiteral("default"));
    QTRY_COMPARE(chosen.size(), 2);
    QCOMPARE(chosen.at(1).at(1).toULongLong(), quint64(7));
    service.answerAll();
    QTRY_COMPARE(service.there().value(1).title, QStringLiteral("two"));
    service.press(1, QStringLiteral("default"));
    QTRY_COMPARE(chosen.size(), 3);
    QCOMPARE(chosen.at(2).at(1).toULongLong(), quint64(8));
}

void TestNotifications::notifications_of_others_are_not_ours()
{
    NotificationService service;
    DesktopNotification notification;
    QSignalSpy chosen(&notification, &DesktopNotification::chosen);
    notification.show(content("one"));
    QTRY_VERIFY(notification.isThere());
    service.dismiss(2);
    service.press(0, QStringLiteral("default"));
    service.press(2, QStringLiteral("default"));
    service.press(1, QStringLiteral("default"));
    QTRY_COMPARE(chosen.size(), 1);
    QVERIFY(notification.isThere());
}

void TestNotifications::what_the_person_closed_comes_anew()
{
    NotificationService service;
    DesktopNotification notification;
    notification.show(content("one"));
    QTRY_VERIFY(notification.isThere());
    service.dismiss(1);
    QTRY_VERIFY(!notification.isThere());
    notification.show(content("two"));
    QTRY_COMPARE(service.there().value(2).title, QStringLiteral("two"));
}

void TestNotifications::it_is_closed_also_before_it_was_shown()
{
    NotificationService service;
    {
        DesktopNotification notification;
        notification.show(content("one"));
        notification.close(); // nothing was sent yet
        notification.show(content("two"));
        QTRY_VERIFY(notification.isThere());
        QCOMPARE(service.asked(), 1);
        notification.close();
        QTRY_VERIFY(service.there().isEmpty());

        service.hold();
        notification.show(content("three"));
        QTRY_COMPARE(service.held(), 1);
        notification.close();
        service.answerAll();
        QTRY_COMPARE(service.takenBack(), (QList<uint>{1, 2}));
        notification.show(content("four"));
        QTRY_COMPARE(service.there().value(3).title, QStringLiteral("four"));
        QTRY_VERIFY(notification.isThere());
    }
    QTRY_VERIFY(service.there().isEmpty()); // nobody would hear its buttons
}

void TestNotifications::without_a_service_somebody_else_tells()
{
    DesktopNotification notification;
    QSignalSpy notShown(&notification, &DesktopNotification::notShown);
    notification.show(content("one"));
    QTRY_COMPARE(notShown.size(), 1);
    QCOMPARE(notShown.at(0).at(0).value<Content>().title, QStringLiteral("one"));
    NotificationService service;
    notification.show(content("two"));
    QTRY_COMPARE(service.there().size(), 1);
    QCOMPARE(notShown.size(), 1);

    DesktopNotification nowhere(QDBusConnection(QStringLiteral("no such bus")));
    QSignalSpy atOnce(&nowhere, &DesktopNotification::notShown);
    nowhere.show(content("three"));
    nowhere.close();
    QCOMPARE(atOnce.size(), 1);
}

void TestNotifications::a_service_that_refuses_is_none()
{
    NotificationService service;
    service.refuse();
    DesktopNotification notification;
    QSignalSpy notShown(&notification, &DesktopNotification::notShown);
    notification.show(content("one"));
    QTRY_COMPARE(notShown.size(), 1);
    notification.show(content("two"));
    QTRY_COMPARE(notShown.size(), 2);
    QCOMPARE(service.asked(), 2);
}

void TestNotifications::a_service_silent_from_the_start_is_not_waited_for()
{
    NotificationService service;
    service.hold();
    DesktopNotification notification(QDBusConnection::sessionBus(), 300);
    QSignalSpy notShown(&notification, &DesktopNotification::notShown);
    notification.show(content("one"));
    QTRY_COMPARE(notShown.size(), 1);
    service.answerAll();
    QTRY_VERIFY((notification.show(content("two")), !service.there().isEmpty()));
    QCOMPARE(service.there().first().title, QStringLiteral("two"));
}

void TestNotifications::a_service_that_falls_silent_shows_nothing_twice()
{
    NotificationService service;
    DesktopNotification notification(QDBusConnection::sessionBus(), 1'000);
    QSignalSpy notShown(&notification, &DesktopNotification::notShown);
    notification.show(content("one"));
    QTRY_VERIFY(notification.isThere());
    service.dismiss(1);
    QTRY_VERIFY(!notification.isThere());
    service.hold();
    notification.show(content("two"));
    QTRY_COMPARE(service.held(), 1);
    QTRY_COMPARE(notShown.size(), 1);
    notification.show(content("three")); // nobody waits a second time
    QCOMPARE(notShown.size(), 2);
    QCOMPARE(notShown.at(1).at(0).value<Content>().title, QStringLiteral("three"));
    service.answerAll();
    QTRY_COMPARE(service.takenBack(), QList<uint>{2});
    QTRY_VERIFY(service.there().isEmpty());
    notification.show(content("four"));
    QTRY_COMPARE(service.there().value(3).title, QStringLiteral("four"));
    QCOMPARE(notShown.size(), 2);
}

void TestNotifications::a_service_that_dies_with_the_question_does_not_swallow_it()
{
    auto service = std::make_unique<NotificationService>();
    DesktopNotification notification;
    QSignalSpy notShown(&notification, &DesktopNotification::notShown);
    service->hold();
    notification.show(content("one"));
    QTRY_COMPARE(service->held(), 1);
    service.reset();
    QTRY_COMPARE(notShown.size(), 1);
}

void TestNotifications::a_service_that_restarts_is_asked_anew()
{
    auto service = std::make_unique<NotificationService>();
    DesktopNotification notification;
    QSignalSpy chosen(&notification, &DesktopNotification::chosen);
    notification.show(content("one"));
    QTRY_VERIFY(notification.isThere());
    service.reset();
    QTRY_VERIFY(!notification.isThere());
    service = std::make_unique<NotificationService>(
        QStringList{QStringLiteral("body"), QStringLiteral("body-markup")}, 1);
    service->Notify({}, 0, {}, QStringLiteral("somebody else's"), {}, {}, {}, -1);
    service->press(1, QStringLiteral("default"));
    notification.show(content("two"));
    QTRY_COMPARE(service->there().value(2).title, QStringLiteral("two"));
    QCOMPARE(service->there().value(1).title, QStringLiteral("somebody else's"));
    QVERIFY(service->there().value(2).text.contains(QStringLiteral("&lt;b&gt;")));
    QVERIFY(service->there().value(2).actions.isEmpty());
    QCOMPARE(chosen.size(), 0);
}

void TestNotifications::two_notifications_do_not_meet()
{
    NotificationService service;
    DesktopNotification alerts;
    DesktopNotification questions;
    QSignalSpy chosen(&questions, &DesktopNotification::chosen);
    alerts.show(content("alert"));
    QTRY_VERIFY(alerts.isThere());
    questions.show(content("question"));
    QTRY_VERIFY(questions.isThere());
    QCOMPARE(service.there().size(), 2);
    service.press(1, QStringLiteral("default"));
    service.press(2, QStringLiteral("default"));
    QTRY_COMPARE(chosen.size(), 1);
    alerts.close();
    QTRY_COMPARE(service.there().size(), 1);
    QCOMPARE(service.there().first().title, QStringLiteral("question"));
}

void TestNotifications::an_alert_has_its_buttons()
{
    NotificationService service;
    DesktopNotices notices;
    QSignalSpy chosen(&notices, &DesktopNotices::chosen);
    QSignalSpy notShown(&notices, &DesktopNotices::notShown);
    notices.show({QStringLiteral("“jira” does not work"), QStringLiteral("gone"), {Alert::Restart, Alert::Show}, 3});
    QTRY_COMPARE(service.there().size(), 1);
    QCOMPARE(service.there().value(1).actions.join(u' '), QStringLiteral("restart Restart default Show"));
    QTRY_VERIFY((service.press(1, QStringLiteral("restart")), !chosen.isEmpty()));
    QCOMPARE(chosen.at(0).at(0).value<Alert::Action>(), Alert::Restart);
    QCOMPARE(chosen.at(0).at(1).toULongLong(), quint64(3));
    service.refuse();
    notices.show({QStringLiteral("title"), QStringLiteral("text <b>"), {Alert::Show}});
    QTRY_COMPARE(notShown.size(), 1);
    QCOMPARE(notShown.at(0).at(1).toString(), QStringLiteral("text <b>"));
}

void TestNotifications::questions_are_counted_in_one_notification()
{
    NotificationService service;
    QuestionList list;
    QuestionNotifier notifier(&list, [] { return false; });
    QSignalSpy open(&notifier, &QuestionNotifier::openAsked);
    list.take(question(1));
    QTRY_VERIFY(service.there().value(1).text.contains(QStringLiteral("Erase?")));
    QCOMPARE(service.there().value(1).expires, 0); // it waits as long as the question
    list.take(question(2));
    list.take(question(3));
    QTRY_VERIFY(service.there().value(1).text.contains(u'3'));
    list.take(question(1, false));
    QTRY_VERIFY(service.there().value(1).text.contains(u'2'));
    QCOMPARE(service.there().size(), 1);
    service.press(1, QStringLiteral("answer"));
    QTRY_COMPARE(open.size(), 1);
    list.take(question(2, false));
    list.take(question(3, false));
    QTRY_VERIFY(service.there().isEmpty());
    QVERIFY(service.asked() >= 3);
}

void TestNotifications::questions_before_the_eyes_make_none()
{
    NotificationService service;
    QuestionList list;
    bool isLookedAt = true;
    int looks = 0;
    QuestionNotifier notifier(&list, [&] { return ++looks, isLookedAt; });
    list.take(question(1));
    QTRY_COMPARE(looks, 1);
    isLookedAt = false;
    list.take(question(2));
    QTRY_COMPARE(service.there().size(), 1);
    QCOMPARE(service.asked(), 1);
}

QTEST_MAIN(TestNotifications)
#include "tst_notifications.moc"
