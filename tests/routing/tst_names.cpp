// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/routing/names.h"
#include "core/routing/uritemplate.h"

#include <QTest>

using namespace Signalbox;

class NamesTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void short_names_are_slug_and_name()
    {
        QCOMPARE(publicName("files", "read_file"), QByteArray("files__read_file"));
        QCOMPARE(publicName("a", QByteArray(61, 'x')), "a__" + QByteArray(61, 'x'));
        QVERIFY(!isHashedName("files__read_file"));
    }

    void long_names_are_shortened_to_64_bytes_and_stay_distinct()
    {
        const QByteArray first = publicName("backend", QByteArray(80, 'x') + "1");
        const QByteArray second = publicName("backend", QByteArray(80, 'x') + "2");
        QCOMPARE(first.size(), longestName);
        QCOMPARE(second.size(), longestName);
        QVERIFY(first != second);
        QVERIFY(first.startsWith("backend__xxx"));
        QVERIFY(isHashedName(first));
        QCOMPARE(publicName("backend", QByteArray(80, 'x') + "1"), first);
    }

    void shortening_never_cuts_a_character()
    {
        for (int length = 20; length < 40; ++length) {
            const QByteArray name = publicName("b", QByteArray("a") + QString(length, QChar(0x20AC)).toUtf8());
            QVERIFY(name.size() <= longestName);
            QVERIFY2(!QString::fromUtf8(name).contains(QChar(0xFFFD)), name.constData());
        }
    }

    void the_same_name_of_two_backends_hashes_differently()
    {
        QVERIFY(hashedName("a", "b__c") != hashedName("a__b", "c"));
    }

    void wrapped_uris_unwrap_to_what_they_were()
    {
        for (const QByteArray uri : {"file:///a/b?x=1#y", "test://template/{id}/data", "x", ""}) {
            const auto back = unwrappedUri(wrappedUri("memory", uri));
            QVERIFY(back);
            QCOMPARE(back->slug, QByteArray("memory"));
            QCOMPARE(back->uri, uri);
        }
        QVERIFY(!unwrappedUri("file:///a"));
        QVERIFY(!unwrappedUri("signalbox:///a"));
        QVERIFY(!unwrappedUri("signalbox://memory"));
    }

    void templates_match_what_they_can_expand_to_data()
    {
        QTest::addColumn<QByteArray>("uriTemplate");
        QTest::addColumn<QByteArray>("uri");
        QTest::addColumn<bool>("matches");
        QTest::newRow("simple") << QByteArray("test://template/{id}/data") << QByteArray("test://template/123/data") << true;
        QTest::newRow("no slash in simple") << QByteArray("test://{id}") << QByteArray("test://a/b") << false;
        QTest::newRow("reserved") << QByteArray("file:///{+path}") << QByteArray("file:///a/b/c.txt") << true;
        QTest::newRow("two") << QByteArray("x://{a}-{b}") << QByteArray("x://1-2") << true;
        QTest::newRow("query") << QByteArray("x://a{?q,r}") << QByteArray("x://a?q=1&r=2") << true;
        QTest::newRow("other scheme") << QByteArray("test://{id}") << QByteArray("best://1") << false;
        QTest::newRow("dots are literal") << QByteArray("x://a.b/{c}") << QByteArray("x://aXb/1") << false;
        QTest::newRow("unclosed") << QByteArray("x://{a") << QByteArray("x://{a") << true;
        QTest::newRow("tail") << QByteArray("x://{a}/end") << QByteArray("x://1/end/more") << false;
    }

    void templates_match_what_they_can_expand_to()
    {
        QFETCH(QByteArray, uriTemplate);
        QFETCH(QByteArray, uri);
        QFETCH(bool, matches);
        QCOMPARE(UriTemplate(uriTemplate).matches(uri), matches);
    }
};

QTEST_GUILESS_MAIN(NamesTest)
#include "tst_names.moc"
