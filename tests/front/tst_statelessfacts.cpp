// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/front/statelesstalk.h"

#include <QSignalSpy>
#include <QTest>

using namespace Signalbox;

namespace {

Request hold(const QByteArray &client)
{
    Request request;
    request.meta = ",\"io.modelcontextprotocol/clientInfo\":{\"name\":\"" + client + "\",\"version\":\"2\"}";
    return request;
}

/** The newest fact about each client, by its name. */
QHash<QString, SessionFact> newest(const QSignalSpy &changed)
{
    QHash<QString, SessionFact> facts;
    for (const QList<QVariant> &one : changed) {
        const auto fact = one.constFirst().value<SessionFact>();
        facts.insert(fact.client, fact);
    }
    return facts;
}

} // namespace

/** Clients without session, as a person sees them. */
class TestStatelessFacts : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void requests_that_say_the_same_of_themselves_are_one_client()
    {
        Mounted house;
        QSignalSpy changed(&house.bus, &Bus::sessionChanged);
        house.bus.watch();
        const auto one = hold("agent").send(house);
        const auto two = hold("agent").send(house);
        const auto other = hold("robot").send(house);
        QTRY_COMPARE(newest(changed).value(QStringLiteral("agent")).callsOpen, 2);
        QTRY_COMPARE(newest(changed).value(QStringLiteral("robot")).callsOpen, 1);
        const SessionFact agent = newest(changed).value(QStringLiteral("agent"));
        QCOMPARE(agent.calls, quint64(2));
        QCOMPARE(agent.clientVersion, QStringLiteral("2"));
        QCOMPARE(agent.front, QStringLiteral("modern"));
        QCOMPARE(agent.protocolVersion, QStringLiteral("2026-07-28"));
        QCOMPARE(agent.view, QStringLiteral("one"));
        QVERIFY(agent.number != newest(changed).value(QStringLiteral("robot")).number);
        one->close();
        two->close();
        QTRY_COMPARE(newest(changed).value(QStringLiteral("agent")).callsOpen, 0);
    }

    void a_listen_is_a_stream_of_its_client()
    {
        Mounted house;
        QVERIFY(house.settle());
        QSignalSpy changed(&house.bus, &Bus::streamChanged);
        QSignalSpy ended(&house.bus, &Bus::streamEnded);
        const auto client = plain("subscriptions/listen", "\"notifications\":{\"toolsListChanged\":true}").send(house);
        QTRY_COMPARE(house.modern->counts()[QStringLiteral("listens")].toInt(), 1);
        house.bus.watch(); // who comes later is told as well
        QTRY_COMPARE(changed.size(), 1);
        const auto stream = changed.constFirst().constFirst().value<StreamFact>();
        QCOMPARE(stream.kind, QStringLiteral("subscriptions/listen"));
        QCOMPARE(stream.delivered, quint64(1)); // that it is open
        const QJsonArray clients = house.modern->clients();
        QCOMPARE(clients.size(), 1);
        QCOMPARE(quint64(clients.at(0)[QStringLiteral("number")].toInteger()), stream.session);
        QCOMPARE(clients.at(0)[QStringLiteral("streams")].toArray().size(), 1);

        QVERIFY(!house.modern->closeListen(stream.session));
        QVERIFY(house.modern->closeListen(stream.number));
        QTRY_COMPARE(ended.size(), 1);
        QCOMPARE(ended.constFirst().constFirst().toULongLong(), stream.number);
        QCOMPARE(house.modern->counts()[QStringLiteral("listens")].toInt(), 0);
    }

    void a_person_can_send_a_client_away()
    {
        Mounted house;
        QSignalSpy ended(&house.bus, &Bus::sessionEnded);
        house.bus.watch();
        const auto call = hold("agent").send(house);
        const auto listen = plain("subscriptions/listen", "\"notifications\":{\"toolsListChanged\":true}").send(house);
        QTRY_COMPARE(house.modern->counts()[QStringLiteral("calls")].toInt(), 1);
        QTRY_COMPARE(house.modern->clients().size(), 2);
        const QJsonArray clients = house.modern->clients();
        for (const QJsonValue &client : clients)
            QVERIFY(house.modern->disconnectClient(quint64(client[QStringLiteral("number")].toInteger())));
        QVERIFY(!house.modern->disconnectClient(12'345));
        QCOMPARE(house.modern->counts()[QStringLiteral("calls")].toInt(), 0);
        QCOMPARE(house.modern->counts()[QStringLiteral("listens")].toInt(), 0);
        QTRY_COMPARE(ended.size(), 2);
        QVERIFY(house.modern->clients().isEmpty());
    }

    void names_without_end_take_no_room_without_end()
    {
        Bus bus;
        StatelessClients clients(&bus, {[] { return QHash<quint64, int>(); }, [] { return QList<StreamFact>(); }});
        Client client;
        for (int at = 0; at < 5'000; ++at) {
            client.info = "{\"name\":\"c" + QByteArray::number(at) + "\"}";
            const quint64 number = clients.meet(client, "2026-07-28");
            clients.sent(number)->events = 1;
        }
        QCOMPARE(clients.toJson().size(), 512);
        QCOMPARE(clients.eventsSent(), quint64(5'000));
        clients.sweep(std::numeric_limits<qint64>::max() / 2);
        QCOMPARE(clients.toJson().size(), 0);
        QCOMPARE(clients.eventsSent(), quint64(5'000));
    }
};

QTEST_GUILESS_MAIN(TestStatelessFacts)
#include "tst_statelessfacts.moc"
