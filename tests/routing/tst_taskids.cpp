// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/routing/taskids.h"

#include <QTest>

using namespace Signalbox;

namespace {

Client client(const QByteArray &principal, const QByteArray &backend = {})
{
    Client made;
    made.caller.principal = principal;
    made.view.backend = backend;
    return made;
}

const TaskIds ids(QByteArray(32, 'k'));

} // namespace

/** Ids of tasks that only their owner can use. */
class TestTaskIds : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void the_owner_finds_whatever_id_the_server_gave_data()
    {
        QTest::addColumn<QByteArray>("id");
        QTest::newRow("usual") << QByteArray("786512e2-9e0d-44bd-8f29-789f320fe840");
        QTest::newRow("empty") << QByteArray();
        QTest::newRow("with our divider") << QByteArray("~a~~b~");
        QTest::newRow("not ASCII") << QByteArray("grüße \n\"世界\"");
        QTest::newRow("long") << QByteArray(4'000, 'x');
    }

    void the_owner_finds_whatever_id_the_server_gave()
    {
        QFETCH(QByteArray, id);
        for (const QByteArray &view : {QByteArray(), QByteArray("files")}) {
            const Client anna = client("anna", view);
            const QByteArray publicId = ids.publicId({"files", id}, anna);
            const auto found = ids.find(publicId, anna);
            QVERIFY(found);
            QCOMPARE(found->backend, "files");
            QCOMPARE(found->id, id);
            QCOMPARE(ids.publicId({"files", id}, anna), publicId);
        }
    }

    void nobody_else_finds_it()
    {
        const QByteArray publicId = ids.publicId({"files", "7"}, client("anna"));
        QVERIFY(!ids.find(publicId, client("bert")));
        QVERIFY(!ids.find(publicId, client("")));
        QVERIFY(!ids.find(publicId, client("anna", "files")));
        QVERIFY(!TaskIds(QByteArray(32, 'l')).find(publicId, client("anna")));
        // What one is called must not be moved into what the other is called.
        QVERIFY(!ids.find(ids.publicId({"files", "7"}, client("annab")), client("anna", "b")));
    }

    void every_change_of_a_byte_is_noticed()
    {
        const Client anna = client("anna");
        const QByteArray publicId = ids.publicId({"files", "task-7"}, anna);
        for (qsizetype i = 0; i < publicId.size(); ++i) {
            for (int bit = 0; bit < 8; ++bit) {
                QByteArray changed = publicId;
                changed[i] = char(changed[i] ^ (1 << bit));
                QVERIFY2(!ids.find(changed, anna), changed.constData());
            }
            QVERIFY(!ids.find(publicId.first(i), anna));
            QVERIFY(!ids.find(publicId.sliced(i + 1), anna));
        }
        for (const QByteArray &foreign : {QByteArray(), QByteArray("~"), QByteArray("~~"), QByteArray("files~~7"), QByteArray(1'000'000, '~')})
            QVERIFY(!ids.find(foreign, anna));
    }
};

QTEST_APPLESS_MAIN(TestTaskIds)
#include "tst_taskids.moc"
