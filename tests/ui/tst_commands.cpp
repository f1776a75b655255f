// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/commands.h"

#include <QSignalSpy>
#include <QTest>

using namespace Signalbox;

class TestCommands : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void answers_come_from_the_event_loop_to_whoever_asked();
    void nobody_is_told_who_has_gone();
    void failures_nobody_waits_for_are_told();

private:
    std::unique_ptr<Commands> m_commands;
};

/** A gateway that answers at once with the name it was asked. */
void TestCommands::init()
{
    m_commands = std::make_unique<Commands>(
        [](const QString &name, const QJsonObject &arguments, const Commands::Answer &answer) {
            if (arguments.isEmpty())
                return answer(Reason{QStringLiteral("%1 needs something").arg(name)});
            answer(arguments);
        });
}

void TestCommands::answers_come_from_the_event_loop_to_whoever_asked()
{
    QStringList heard;
    for (const char *word : {"a", "b"}) {
        m_commands->ask(QStringLiteral("echo"), {{QStringLiteral("word"), QLatin1StringView(word)}}, this,
                        [&heard](const Result<QJsonObject> &result) {
                            heard.append(result->value(QStringLiteral("word")).toString());
                        });
    }
    QVERIFY(heard.isEmpty());
    QTRY_COMPARE(heard, (QStringList{QStringLiteral("a"), QStringLiteral("b")}));
}

void TestCommands::nobody_is_told_who_has_gone()
{
    bool isLastTold = false;
    bool isGoneTold = false;
    auto gone = std::make_unique<QObject>();
    const QJsonObject something = {{QStringLiteral("word"), 1}};
    m_commands->ask(QStringLiteral("echo"), something, gone.get(), [&](const auto &) { isGoneTold = true; });
    m_commands->ask(QStringLiteral("echo"), something, this, [&](const auto &) { isLastTold = true; });
    gone.reset();
    QTRY_VERIFY(isLastTold);
    QVERIFY(!isGoneTold);
}

void TestCommands::failures_nobody_waits_for_are_told()
{
    QSignalSpy failed(m_commands.get(), &Commands::failed);
    m_commands->ask(QStringLiteral("echo"), {{QStringLiteral("word"), 1}});
    m_commands->ask(QStringLiteral("break"));
    QTRY_COMPARE(failed.size(), 1);
    QCOMPARE(failed[0], (QVariantList{QStringLiteral("break"), QStringLiteral("break needs something")}));
}

QTEST_GUILESS_MAIN(TestCommands)
#include "tst_commands.moc"
