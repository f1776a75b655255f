// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/config/expansion.h"

#include <QJsonArray>
#include <QJsonObject>
#include <QTest>

using namespace Signalbox;

class TestExpansion : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void replaces_variables_data();
    void replaces_variables();
    void names_the_variable_that_is_missing_and_its_place();
    void says_that_nobody_can_be_asked();

private:
    QProcessEnvironment environment() const
    {
        QProcessEnvironment result;
        result.insert(QStringLiteral("HOME"), QStringLiteral("/home/me"));
        result.insert(QStringLiteral("EMPTY"), QString());
        result.insert(QStringLiteral("SELF"), QStringLiteral("${HOME}"));
        return result;
    }
};

void TestExpansion::replaces_variables_data()
{
    QTest::addColumn<QString>("written");
    QTest::addColumn<QString>("meant");
    const auto row = [](const char *name, const char *written, const char *meant) {
        QTest::newRow(name) << QString::fromUtf8(written) << QString::fromUtf8(meant);
    };
    row("nothing to do", "plain $HOME text", "plain $HOME text");
    row("whole", "${HOME}", "/home/me");
    row("twice", "a ${HOME}:${HOME} b", "a /home/me:/home/me b");
    row("as in VS Code", "${env:HOME}/x", "/home/me/x");
    row("empty is a value", "<${EMPTY}>", "<>");
    row("default", "${NONE:-fallback}", "fallback");
    row("default of an empty one", "${EMPTY:-fallback}", "fallback");
    row("default not needed", "${HOME:-fallback}", "/home/me");
    row("empty default", "<${NONE:-}>", "<>");
    row("default is not expanded", "${NONE:-$HOME}", "$HOME");
    row("value is not expanded again", "${SELF}", "${HOME}");
    row("other shapes stay", "${x%y} ${} ${1} ${a-b}", "${x%y} ${} ${1} ${a-b}");
    row("unfinished", "${HOME", "${HOME");
}

void TestExpansion::replaces_variables()
{
    QFETCH(QString, written);
    const auto result = expanded(written, environment());
    QVERIFY(result.ok());
    QTEST(result->toString(), "meant");
}

void TestExpansion::names_the_variable_that_is_missing_and_its_place()
{
    const QJsonObject entry{
        {QStringLiteral("args"), QJsonArray{QStringLiteral("ok"), QStringLiteral("-k=${API_KEY}")}},
        {QStringLiteral("number"), 5},
    };
    const auto result = expanded(entry, environment());
    QVERIFY(!result.ok());
    QCOMPARE(result.error().path, QStringLiteral("args[1]"));
    QVERIFY(result.error().sentence.contains(QStringLiteral("API_KEY is not set")));

    const QJsonObject nested{{QStringLiteral("env"), QJsonObject{{QStringLiteral("KEY"), QStringLiteral("${NONE}")}}}};
    const auto deep = expanded(nested, environment());
    QVERIFY(!deep.ok());
    QCOMPARE(deep.error().path, QStringLiteral("env.KEY"));
}

void TestExpansion::says_that_nobody_can_be_asked()
{
    const auto result = expanded(QStringLiteral("${input:api-key}"), environment());
    QVERIFY(!result.ok());
    QVERIFY(result.error().sentence.contains(QStringLiteral("api-key")));
}

QTEST_APPLESS_MAIN(TestExpansion)
#include "tst_expansion.moc"
