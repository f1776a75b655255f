// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/ui/facts.h"
#include "ui/board.h"
#include "ui/commands.h"
#include "ui/questions/attendance.h"
#include "ui/questions/questionpanel.h"
#include "ui/questions/questionview.h"
#include "ui/questions/questionwords.h"
#include "ui/schemaform/schemaform.h"

#include "core/bus/bus.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QLabel>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QTest>

using namespace Signalbox;

class TestQuestionPanel : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void only_questions_for_the_person_are_asked();
    void a_form_is_answered_with_what_was_typed();
    void declining_and_cancelling_are_different_answers();
    void several_wait_in_a_row_and_what_was_typed_stays();
    void a_withdrawn_question_goes_away();
    void an_answer_is_given_once();
    void a_page_is_opened_by_nobody_but_the_person();
    void only_pages_of_the_web_can_be_opened();
    void folders_are_checked();
    void a_model_can_be_played_or_refused();
    void the_host_is_emphasised_and_nothing_else_data();
    void the_host_is_emphasised_and_nothing_else();
    void the_time_left_is_told();
    void somebody_attends_while_the_window_is_there();
    void one_sentence_for_many();

private:
    void ask(quint64 number, const QByteArray &params, const QString &method = QStringLiteral("elicitation/create"));
    void press(const char *button) const;
    QString text() const;

    QList<std::pair<QString, QJsonObject>> m_asked;
    std::unique_ptr<Bus> m_bus;
    std::unique_ptr<Board> m_board;
    std::unique_ptr<Commands> m_commands;
    std::unique_ptr<QuestionPanel> m_panel;
};

void TestQuestionPanel::init()
{
    m_panel.reset();
    m_asked.clear();
    m_board.reset();
    m_bus = std::make_unique<Bus>();
    m_board = std::make_unique<Board>(m_bus.get());
    m_commands = std::make_unique<Commands>([this](const QString &name, const QJsonObject &arguments, const Commands::Answer &answer) {
        m_asked.append({name, arguments});
        answer(QJsonObject());
    });
    m_panel = std::make_unique<QuestionPanel>(m_board.get(), m_commands.get());
}

void TestQuestionPanel::ask(quint64 number, const QByteArray &params, const QString &method)
{
    AskFact fact = askFact(true);
    fact.number = number;
    fact.method = method;
    fact.tool = QStringLiteral("files__erase");
    fact.question = params;
    fact.until = QDateTime::currentDateTimeUtc().addSecs(600);
    Q_EMIT m_bus->asked(fact);
}

void TestQuestionPanel::press(const char *button) const
{
    m_panel->current()->findChild<QPushButton *>(QLatin1StringView(button))->click();
}

QString TestQuestionPanel::text() const
{
    QStringList texts;
    for (const QLabel *label : m_panel->findChildren<QLabel *>())
        texts.append(label->text());
    return texts.join(QLatin1Char('\n'));
}

void TestQuestionPanel::only_questions_for_the_person_are_asked()
{
    QVERIFY(!m_panel->isVisibleTo(nullptr));
    Q_EMIT m_bus->asked(askFact(true)); // a client answers it
    QCOMPARE(m_panel->count(), 0);
    ask(7, R"({"message":"Erase <b>all</b>?"})");
    QCOMPARE(m_panel->count(), 1);
    QVERIFY(text().contains(QStringLiteral("Erase <b>all</b>?")));
    QVERIFY(text().contains(QStringLiteral("“files” asks you, while its tool files__erase runs")));
}

void TestQuestionPanel::a_form_is_answered_with_what_was_typed()
{
    ask(7, R"({"message":"Who?","requestedSchema":{"type":"object","required":["name"],"properties":{"name":{"type":"string"}}}})");
    press("accept");
    QVERIFY(m_asked.isEmpty()); // the name is missing
    m_panel->current()->form()->setValue({{QStringLiteral("name"), QStringLiteral("Ada")}});
    press("accept");
    QCOMPARE(m_asked.size(), 1);
    QCOMPARE(m_asked.first().first, QStringLiteral("ask.answer"));
    QCOMPARE(m_asked.first().second, QJsonDocument::fromJson(R"({"number":7,"result":{"action":"accept","content":{"name":"Ada"}}})").object());
}

void TestQuestionPanel::declining_and_cancelling_are_different_answers()
{
    ask(7, R"({"message":"?"})");
    press("decline");
    ask(8, R"({"message":"?"})");
    Q_EMIT m_bus->asked(askFact(false)); // 7 is over
    press("cancel");
    QCOMPARE(m_asked.at(0).second.value(QStringLiteral("result")).toObject().value(QStringLiteral("action")), QStringLiteral("decline"));
    QCOMPARE(m_asked.at(1).second.value(QStringLiteral("number")), 8);
    QCOMPARE(m_asked.at(1).second.value(QStringLiteral("result")).toObject().value(QStringLiteral("action")), QStringLiteral("cancel"));
}

void TestQuestionPanel::several_wait_in_a_row_and_what_was_typed_stays()
{
    const QByteArray params = R"({"message":"Who?","requestedSchema":{"type":"object","properties":{"name":{"type":"string"}}}})";
    ask(1, params);
    m_panel->current()->form()->setValue({{QStringLiteral("name"), QStringLiteral("typed")}});
    ask(2, params);
    ask(3, params);
    QCOMPARE(m_panel->current()->number(), 1);
    QVERIFY(text().contains(QStringLiteral("Question 1 of 3")));
    const QList<QPushButton *> buttons = m_panel->findChildren<QPushButton *>(QString(), Qt::FindChildrenRecursively);
    const auto next = std::ranges::find_if(buttons, [](const QPushButton *button) { return button->text() == QLatin1String("Ne&xt"); });
    QVERIFY(next != buttons.end());
    (*next)->click();
    QCOMPARE(m_panel->current()->number(), 2);
    (*next)->click();
    (*next)->click();
    QCOMPARE(*m_panel->current()->form()->value(), (QJsonObject{{QStringLiteral("name"), QStringLiteral("typed")}}));
}

void TestQuestionPanel::a_withdrawn_question_goes_away()
{
    ask(7, R"({"message":"?"})");
    ask(8, R"({"message":"?"})");
    Q_EMIT m_bus->asked(askFact(false));
    QCOMPARE(m_panel->count(), 1);
    QCOMPARE(m_panel->current()->number(), 8);
    AskFact gone = askFact(false);
    gone.number = 8;
    Q_EMIT m_bus->asked(gone);
    QCOMPARE(m_panel->count(), 0);
    QVERIFY(m_panel->isHidden());
}

void TestQuestionPanel::an_answer_is_given_once()
{
    ask(7, R"({"message":"?"})");
    press("accept");
    press("decline");
    QCOMPARE(m_asked.size(), 1);
}

void TestQuestionPanel::a_page_is_opened_by_nobody_but_the_person()
{
    ask(7, R"({"mode":"url","message":"Sign in","url":"https://example.org/in?a=1","elicitationId":"e"})");
    QVERIFY(text().contains(QStringLiteral("https://<b>example.org</b>/in?a=1")));
    QVERIFY(m_panel->current()->findChild<QPushButton *>(QStringLiteral("open")));
    press("accept");
    QCOMPARE(m_asked.first().second.value(QStringLiteral("result")).toObject(), (QJsonObject{{QStringLiteral("action"), QStringLiteral("accept")}}));
}

void TestQuestionPanel::only_pages_of_the_web_can_be_opened()
{
    ask(7, R"({"mode":"url","message":"Sign in","url":"file:///etc/passwd"})");
    QVERIFY(!m_panel->current()->findChild<QPushButton *>(QStringLiteral("open")));
    QVERIFY(!m_panel->current()->findChild<QPushButton *>(QStringLiteral("accept")));
    QVERIFY(m_panel->current()->findChild<QPushButton *>(QStringLiteral("decline")));
}

void TestQuestionPanel::folders_are_checked()
{
    ask(7, "{}", QStringLiteral("roots/list"));
    auto *folders = m_panel->current()->findChild<QPlainTextEdit *>();
    folders->setPlainText(QStringLiteral("/no such folder"));
    press("accept");
    QVERIFY(m_asked.isEmpty());
    folders->setPlainText(QStringLiteral("/usr/share\n"));
    press("accept");
    const QJsonObject root{{QStringLiteral("uri"), QStringLiteral("file:///usr/share")}, {QStringLiteral("name"), QStringLiteral("share")}};
    QCOMPARE(m_asked.first().second.value(QStringLiteral("result")).toObject(), (QJsonObject{{QStringLiteral("roots"), QJsonArray{root}}}));
}

void TestQuestionPanel::a_model_can_be_played_or_refused()
{
    const QByteArray params = R"({"systemPrompt":"Be brief","messages":[{"role":"user","content":{"type":"text","text":"Two and two?"}}]})";
    ask(7, params, QStringLiteral("sampling/createMessage"));
    QVERIFY(text().contains(QStringLiteral("Instructions: Be brief")));
    QVERIFY(text().contains(QStringLiteral("Person: Two and two?")));
    press("accept");
    QVERIFY(m_asked.isEmpty());
    m_panel->current()->findChild<QPlainTextEdit *>()->setPlainText(QStringLiteral("Four"));
    press("accept");
    const QJsonObject result = m_asked.first().second.value(QStringLiteral("result")).toObject();
    QCOMPARE(result.value(QStringLiteral("content")).toObject().value(QStringLiteral("text")), QStringLiteral("Four"));
    QCOMPARE(result.value(QStringLiteral("role")), QStringLiteral("assistant"));
    Q_EMIT m_bus->asked(askFact(false));
    ask(9, params, QStringLiteral("sampling/createMessage"));
    press("decline");
    QCOMPARE(m_asked.last().first, QStringLiteral("ask.refuse"));
    QCOMPARE(m_asked.last().second.value(QStringLiteral("number")), 9);
}

void TestQuestionPanel::the_host_is_emphasised_and_nothing_else_data()
{
    QTest::addColumn<QString>("address");
    QTest::addColumn<QString>("shown");
    QTest::newRow("plain") << QStringLiteral("https://a.org/x") << QStringLiteral("https://<b>a.org</b>/x");
    QTest::newRow("a user that looks like a host") << QStringLiteral("https://evil.org.good@evil.org/")
                                                   << QStringLiteral("https://evil.org.good@<b>evil.org</b>/");
    QTest::newRow("the host again in the path") << QStringLiteral("https://a.org/a.org") << QStringLiteral("https://<b>a.org</b>/a.org");
    QTest::newRow("look-alike letters") << QString::fromUtf8("https://\xd0\xb0pple.org/")
                                        << QString::fromUtf8("https://\xd0\xb0pple.org/<br><b>xn--pple-43d.org</b>");
    QTest::newRow("no address") << QStringLiteral("<b>x</b>") << QStringLiteral("&lt;b&gt;x&lt;/b&gt;");
}

void TestQuestionPanel::the_host_is_emphasised_and_nothing_else()
{
    QFETCH(QString, address);
    QTEST(QuestionWords::emphasised(address), "shown");
}

void TestQuestionPanel::the_time_left_is_told()
{
    const QDateTime now = QDateTime::currentDateTimeUtc();
    QCOMPARE(QuestionWords::timeLeft(now.addSecs(600), now), QStringLiteral("10 min left"));
    QCOMPARE(QuestionWords::timeLeft(now.addSecs(59), now), QStringLiteral("59 s left"));
    QCOMPARE(QuestionWords::timeLeft(now.addSecs(-5), now), QStringLiteral("0 s left"));
    QCOMPARE(QuestionWords::timeLeft({}, now), QString());
}

void TestQuestionPanel::somebody_attends_while_the_window_is_there()
{
    Attendance attendance(m_commands.get());
    attendance.setPresent(true);
    attendance.setPresent(true);
    attendance.setPresent(false);
    QCOMPARE(m_asked.size(), 2);
    QCOMPARE(m_asked.at(0).first, QStringLiteral("ask.attend"));
    QVERIFY(m_asked.at(0).second.value(QStringLiteral("seconds")).toInt() > 20);
    QCOMPARE(m_asked.at(1).second.value(QStringLiteral("seconds")).toInt(), 0);
}

void TestQuestionPanel::one_sentence_for_many()
{
    ask(1, R"({"message":"One?"})");
    QVERIFY(QuestionWords::notification(m_board->questions()->questions()).contains(QStringLiteral("One?")));
    ask(2, R"({"message":"Two?"})");
    QCOMPARE(QuestionWords::notification(m_board->questions()->questions()), QStringLiteral("2 questions of servers wait for you."));
}

QTEST_MAIN(TestQuestionPanel)
#include "tst_questionpanel.moc"
