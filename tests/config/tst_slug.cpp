// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/config/slug.h"

#include <QRegularExpression>
#include <QTest>

using namespace Signalbox;

class TestSlug : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void makes_a_word_for_urls_data();
    void makes_a_word_for_urls();
    void tells_clashing_names_apart_data();
    void tells_clashing_names_apart();
    void keeps_its_promises_for_any_names();
};

void TestSlug::makes_a_word_for_urls_data()
{
    QTest::addColumn<QString>("name");
    QTest::addColumn<QByteArray>("slug");
    QTest::newRow("plain") << QStringLiteral("files") << QByteArray("files");
    QTest::newRow("case") << QStringLiteral("GitHub") << QByteArray("github");
    QTest::newRow("blank and dot") << QStringLiteral("my files.v2") << QByteArray("my-files-v2");
    QTest::newRow("separator") << QStringLiteral("a__b____c") << QByteArray("a_b_c");
    QTest::newRow("at the end it would run into the separator") << QStringLiteral("files_") << QByteArray("files");
    QTest::newRow("only separators") << QStringLiteral("___") << QByteArray("server");
    QTest::newRow("empty") << QString() << QByteArray("server");
    QTest::newRow("one dash for one character") << QStringLiteral("日本😀") << QByteArray("---");
    QTest::newRow("long") << QStringLiteral("abcdefghijklmnopqrstuvwxyz") << QByteArray("abcdefghijklmnopqrstuvwx");
    QTest::newRow("cut at a separator") << QStringLiteral("abcdefghijklmnopqrstuvw_x")
                                        << QByteArray("abcdefghijklmnopqrstuvw");
    QTest::newRow("path") << QStringLiteral("../../etc") << QByteArray("------etc");
}

void TestSlug::makes_a_word_for_urls()
{
    QFETCH(QString, name);
    QTEST(slugOf(name), "slug");
}

void TestSlug::tells_clashing_names_apart_data()
{
    QTest::addColumn<QStringList>("names");
    QTest::addColumn<QList<QByteArray>>("slugs");
    QTest::newRow("none") << QStringList() << QList<QByteArray>();
    QTest::newRow("three") << QStringList{QStringLiteral("a b"), QStringLiteral("a.b"), QStringLiteral("a/b")}
                           << QList<QByteArray>{"a-b", "a-b-2", "a-b-3"};
    QTest::newRow("a name that is a slug keeps it, wherever it stands")
        << QStringList{QStringLiteral("Files"), QStringLiteral("files")} << QList<QByteArray>{"files-2", "files"};
    QTest::newRow("the second choice is taken as well")
        << QStringList{QStringLiteral("A"), QStringLiteral("a"), QStringLiteral("a-2")}
        << QList<QByteArray>{"a-3", "a", "a-2"};
    QTest::newRow("long ones stay within their length")
        << QStringList{QStringLiteral("abcdefghijklmnopqrstuvwxyz"), QStringLiteral("abcdefghijklmnopqrstuvwxyy")}
        << QList<QByteArray>{"abcdefghijklmnopqrstuvwx", "abcdefghijklmnopqrstuv-2"};
}

void TestSlug::tells_clashing_names_apart()
{
    QFETCH(QStringList, names);
    QTEST(slugsOf(names), "slugs");
}

void TestSlug::keeps_its_promises_for_any_names()
{
    QStringList names;
    for (int i = 0; i < 300; ++i)
        names.append(QStringLiteral("Some_Server__%1").arg(QString(i, QChar(u'_'))));
    static const QRegularExpression shape(QStringLiteral("^[a-z0-9_-]{1,24}$"));
    const QList<QByteArray> slugs = slugsOf(names);
    QCOMPARE(QSet<QByteArray>(slugs.begin(), slugs.end()).size(), names.size());
    for (const QByteArray &slug : slugs) {
        QVERIFY2(shape.match(QString::fromLatin1(slug)).hasMatch(), slug.constData());
        QVERIFY2(!slug.contains("__") && !slug.endsWith('_'), slug.constData());
    }
}

QTEST_APPLESS_MAIN(TestSlug)
#include "tst_slug.moc"
