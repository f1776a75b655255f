// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/bus/bus.h"
#include "core/call/person.h"

#include <QSignalSpy>
#include <QTest>

using namespace Signalbox;

class PersonTest : public QObject
{
    Q_OBJECT

    AskPtr question()
    {
        m_ends.clear();
        return std::make_shared<Ask>(m_bus.nextNumber(), "files",
                                     Message::request("7", "elicitation/create", "{\"message\":\"Really?\"}"),
                                     [this](Ask &, Ask::End end, const Message &response) {
                                         m_ends.append(end);
                                         m_response = response;
                                     });
    }

    Bus m_bus;
    QList<Ask::End> m_ends;
    Message m_response;

private Q_SLOTS:
    void nobody_is_asked_while_nobody_attends()
    {
        Person person(&m_bus);
        QVERIFY(!person.offer(question(), 0));
        person.attend(1'000, 0);
        QVERIFY(person.isAttending(999));
        QVERIFY(!person.isAttending(1'000));
        QVERIFY(!person.offer(question(), 1'000));
        QVERIFY(m_ends.isEmpty());
    }

    void the_person_answers_once()
    {
        Person person(&m_bus);
        QSignalSpy told(&m_bus, &Bus::asked);
        person.attend(1'000, 0);
        const AskPtr ask = question();
        QVERIFY(person.offer(ask, 10));
        QCOMPARE(told.size(), 1);
        QCOMPARE(told[0][0].value<AskFact>().question, QByteArray("{\"message\":\"Really?\"}"));

        QVERIFY(person.answer(ask->number(), {{QStringLiteral("action"), QStringLiteral("accept")}}));
        QCOMPARE(m_ends, QList<Ask::End>{Ask::End::Answered});
        QCOMPARE(m_response.resultValue()["action"].string(), QByteArray("accept"));
        QVERIFY(!person.answer(ask->number(), {}));
        QVERIFY(!person.refuse(ask->number()));
        QCOMPARE(m_ends.size(), 1);
    }

    void a_refusal_is_an_error_for_the_server()
    {
        Person person(&m_bus);
        person.attend(1'000, 0);
        const AskPtr ask = question();
        QVERIFY(person.offer(ask, 10));
        QVERIFY(person.refuse(ask->number()));
        QCOMPARE(m_ends, QList<Ask::End>{Ask::End::Refused});
        QCOMPARE(m_response.errorCode(), -1);
    }

    void a_withdrawn_question_can_no_longer_be_answered()
    {
        Person person(&m_bus);
        person.attend(1'000, 0);
        const AskPtr ask = question();
        QVERIFY(person.offer(ask, 10));
        ask->withdraw(QStringLiteral("the call has ended"));
        QCOMPARE(m_ends, QList<Ask::End>{Ask::End::Withdrawn});
        const Result<void> late = person.answer(ask->number(), {});
        QVERIFY(!late);
        QVERIFY(late.error().sentence.contains(QString::number(ask->number())));
    }
};

QTEST_GUILESS_MAIN(PersonTest)
#include "tst_person.moc"
