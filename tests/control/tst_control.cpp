// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/control/control.h"

#include <QSignalSpy>
#include <QTest>

using namespace Signalbox;

class TestControl : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void runs_the_command_with_its_arguments();
    void lists_its_commands();
    void says_what_there_is_when_a_name_is_unknown();
    void says_which_argument_is_missing();

private:
    Result<QJsonObject> invoke(const QString &name, const QJsonObject &arguments = {})
    {
        std::optional<Result<QJsonObject>> result;
        m_control->invoke(name, arguments, [&](const Result<QJsonObject> &answer) { result.emplace(answer); });
        return result.value_or(Reason{QStringLiteral("no answer")});
    }
    std::unique_ptr<Control> m_control;
};

void TestControl::init()
{
    m_control = std::make_unique<Control>();
    m_control->add({QStringLiteral("echo"), {QStringLiteral("word")}, QStringLiteral("Say it again.")},
                   [](const QJsonObject &arguments, const Control::Answer &answer) { answer(arguments); });
    m_control->add(
        {QStringLiteral("break"), {}, QStringLiteral("Fail.")},
        [](const QJsonObject &, const Control::Answer &answer) { answer(Reason{QStringLiteral("broken")}); });
}

void TestControl::runs_the_command_with_its_arguments()
{
    const QJsonObject arguments{{QStringLiteral("word"), QStringLiteral("hello")}, {QStringLiteral("more"), 1}};
    QCOMPARE(*invoke(QStringLiteral("echo"), arguments), arguments);
    QCOMPARE(invoke(QStringLiteral("break")).error().sentence, QStringLiteral("broken"));
}

void TestControl::lists_its_commands()
{
    const QList<Command> commands = m_control->commands();
    QCOMPARE(commands.size(), 2);
    QCOMPARE(commands[1].name, QStringLiteral("echo"));
    QCOMPARE(commands[1].arguments, QStringList{QStringLiteral("word")});
    QCOMPARE(commands[1].help, QStringLiteral("Say it again."));
}

void TestControl::says_what_there_is_when_a_name_is_unknown()
{
    QCOMPARE(invoke(QStringLiteral("sing")).error().sentence,
             QStringLiteral("there is no command \"sing\"; there are: break, echo"));
    QVERIFY(invoke(QString(10'000, u'x')).error().sentence.size() < 200);
}

void TestControl::says_which_argument_is_missing()
{
    QCOMPARE(invoke(QStringLiteral("echo")).error().sentence, QStringLiteral("echo needs: word; word is missing"));
}

QTEST_APPLESS_MAIN(TestControl)
#include "tst_control.moc"
