// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/plugin/pluginhost.h"
#include "core/trials.h"
#include "tests/fakes/actor.h"

#include <QJsonArray>
#include <QTest>

using namespace Signalbox;

class TestTrial : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void tells_each_step_of_a_good_server();
    void tells_steps_as_they_are_made();
    void counts_the_tools_of_all_pages();
    void says_what_is_wrong_data();
    void says_what_is_wrong();
    void kills_what_does_not_end();
    void tests_what_is_not_in_the_settings();
    void says_what_cannot_be_used();
    void knows_only_servers_of_the_settings_by_name();
    void runs_a_few_at_the_same_time();
    void ends_with_whoever_asked();

private:
    ServerConfig server() const
    {
        ServerConfig config;
        config.name = QStringLiteral("Alpha");
        config.slug = "alpha";
        config.kind = QStringLiteral("actor");
        config.limits.startTime = 300;
        config.limits.stopTime = 50;
        return config;
    }
    std::optional<Result<QJsonObject>> m_answer;
    void ask(const QJsonObject &arguments, QObject *asker = nullptr)
    {
        m_answer.reset();
        m_control->invoke(
            QStringLiteral("backend.test"), arguments, [this](const Result<QJsonObject> &answer) { m_answer.emplace(answer); }, asker);
    }
    QJsonObject tested(const QJsonObject &arguments = {{QStringLiteral("name"), QStringLiteral("alpha")}})
    {
        ask(arguments);
        const bool came = QTest::qWaitFor([&] { return m_answer.has_value(); }, 10'000);
        return came && *m_answer ? **m_answer : QJsonObject();
    }
    static QStringList stepsOf(const QJsonObject &answer)
    {
        QStringList steps;
        const QJsonArray array = answer.value(QStringLiteral("steps")).toArray();
        for (const QJsonValue step : array) {
            const QString sign = step[QStringLiteral("ok")].toBool() ? QStringLiteral("+ ") : QStringLiteral("- ");
            steps.append(sign + step[QStringLiteral("what")].toString() + QStringLiteral(": ") + step[QStringLiteral("detail")].toString());
        }
        return steps;
    }

    std::unique_ptr<Actor> m_actor;
    std::unique_ptr<PluginHost> m_plugins;
    std::unique_ptr<Control> m_control;
    std::unique_ptr<Trials> m_trials;
};

void TestTrial::init()
{
    m_trials.reset();
    m_actor = std::make_unique<Actor>();
    m_plugins = std::make_unique<PluginHost>(QString());
    m_plugins->add(QStringLiteral("actor"), m_actor.get());
    m_control = std::make_unique<Control>();
    Trial::Setup setup;
    setup.plugins = m_plugins.get();
    m_trials = std::make_unique<Trials>(setup);
    m_trials->addCommand(m_control.get(), [this] { return QList<ServerConfig>{server()}; });
}

void TestTrial::tells_each_step_of_a_good_server()
{
    const QJsonObject answer = tested();
    QVERIFY(answer.value(QStringLiteral("ok")).toBool());
    const QStringList steps = stepsOf(answer);
    QCOMPARE(steps.size(), 4);
    QCOMPARE(steps[0], QStringLiteral("+ Settings: can be used, kind \"actor\""));
    QVERIFY2(steps[1].startsWith(QStringLiteral("+ Handshake: answered initialize: ")), qPrintable(steps[1]));
    QCOMPARE(steps[2], QStringLiteral("+ Tools: lists 2 tools"));
    QCOMPARE(steps[3], QStringLiteral("+ End: ended when it was told to"));
    QCOMPARE(m_actor->starts(), 1);
    QVERIFY(!m_actor->pipes.first());
    QCOMPARE(m_actor->count("tools/list"), 1);
    QCOMPARE(m_actor->count("tools/call"), 0);
}

void TestTrial::tells_steps_as_they_are_made()
{
    QStringList told;
    connect(m_trials.get(), &Trials::stepped, this, [this, &told](const QString &tag, const QJsonObject &step) {
        QCOMPARE(tag, QStringLiteral("t-1"));
        QVERIFY(!m_answer);
        told.append(stepsOf({{QStringLiteral("steps"), QJsonArray{step}}}).first());
    });
    const QJsonObject answer = tested({{QStringLiteral("name"), QStringLiteral("alpha")}, {QStringLiteral("tag"), QStringLiteral("t-1")}});
    QCOMPARE(told, stepsOf(answer));
    QCOMPARE(told.size(), 4);
    told.clear();
    tested();
    QCOMPARE(told, QStringList()); // nobody gave it a name
}

void TestTrial::counts_the_tools_of_all_pages()
{
    m_actor->script = [this](ActorPipe &, const Message &message) {
        if (!message.isMethod("tools/list"))
            return false;
        const QByteArray cursor = message.params()["cursor"].string();
        m_actor->say(Message::result(message.id(), cursor.isEmpty() ? R"({"tools":[{"name":"a"}],"nextCursor":"2"})"
                                                                    : R"({"tools":[{"name":"b"},{"name":"c"}]})"));
        return true;
    };
    QVERIFY(stepsOf(tested()).contains(QStringLiteral("+ Tools: lists 3 tools")));
}

void TestTrial::says_what_is_wrong_data()
{
    QTest::addColumn<std::function<void(Actor &)>>("spoil");
    QTest::addColumn<QString>("step");
    using Spoil = std::function<void(Actor &)>;
    QTest::newRow("not there") << Spoil([](Actor &actor) { actor.exists = false; }) << QStringLiteral("- Settings: ");
    QTest::newRow("dies at once") << Spoil([](Actor &actor) { actor.diesAtBirth = true; }) << QStringLiteral("- Address: ");
    QTest::newRow("never answers") << Spoil([](Actor &actor) { actor.greets = false; })
                                   << QStringLiteral("- Handshake: it did not answer the handshake within 0.3 s");
    QTest::newRow("dies in its greeting") << Spoil([](Actor &actor) { actor.livesFor = 0; }) << QStringLiteral("- Handshake: ");
    QTest::newRow("no list") << Spoil([](Actor &actor) { actor.results.insert("tools/list", R"({"tools":5})"); })
                             << QStringLiteral("- Tools: tools/list: expected an answer with a list \"tools\"");
    QTest::newRow("has none") << Spoil([](Actor &actor) { actor.capabilities = "{}"; }) << QStringLiteral("+ Tools: has none");
}

void TestTrial::says_what_is_wrong()
{
    QFETCH(std::function<void(Actor &)>, spoil);
    QFETCH(QString, step);
    spoil(*m_actor);
    const QJsonObject answer = tested();
    const QStringList steps = stepsOf(answer);
    QVERIFY2(!steps.filter(step).isEmpty(), qPrintable(steps.join(u'\n')));
    QCOMPARE(answer.value(QStringLiteral("ok")).toBool(), step.startsWith(u'+'));
    for (const auto &pipe : std::as_const(m_actor->pipes))
        QVERIFY(!pipe); // nothing of it is left
}

void TestTrial::kills_what_does_not_end()
{
    m_actor->closesSlowly = true;
    const QJsonObject answer = tested();
    QVERIFY(!answer.value(QStringLiteral("ok")).toBool());
    QCOMPARE(stepsOf(answer).last(), QStringLiteral("- End: did not end when it was told to, and was killed"));
    QVERIFY(!m_actor->pipes.first());
}

void TestTrial::tests_what_is_not_in_the_settings()
{
    const QJsonObject settings{{QStringLiteral("type"), QStringLiteral("actor")}, {QStringLiteral("colour"), 1}};
    const QJsonObject answer = tested({{QStringLiteral("name"), QStringLiteral("new")}, {QStringLiteral("settings"), settings}});
    QVERIFY(answer.value(QStringLiteral("ok")).toBool());
    QCOMPARE(answer.value(QStringLiteral("problems")).toArray().size(), 0);
    QCOMPARE(m_actor->starts(), 1);
}

void TestTrial::says_what_cannot_be_used()
{
    const QJsonObject settings{{QStringLiteral("command"), 5}};
    const QJsonObject answer = tested({{QStringLiteral("name"), QStringLiteral("new")}, {QStringLiteral("settings"), settings}});
    QVERIFY(!answer.value(QStringLiteral("ok")).toBool());
    QVERIFY(!answer.value(QStringLiteral("problems")).toArray().isEmpty());
    const QString step = stepsOf(answer).first();
    QVERIFY2(step.startsWith(QStringLiteral("- Settings: mcpServers.new")), qPrintable(step));
    QCOMPARE(m_actor->starts(), 0);
}

void TestTrial::knows_only_servers_of_the_settings_by_name()
{
    ask({{QStringLiteral("name"), QStringLiteral("beta")}});
    QVERIFY(m_answer && !*m_answer);
    QCOMPARE(m_answer->error().sentence, QStringLiteral("name: expected one of Alpha; got \"beta\""));
}

void TestTrial::runs_a_few_at_the_same_time()
{
    m_actor->greets = false;
    int reports = 0;
    int most = 0;
    for (int i = 0; i < 20; ++i)
        m_trials->test(server(), nullptr, [&](const Trial &) { ++reports; });
    QVERIFY(QTest::qWaitFor(
        [&] {
            int living = 0;
            for (const auto &pipe : std::as_const(m_actor->pipes))
                living += pipe ? 1 : 0;
            most = std::max(most, living);
            return reports == 20;
        },
        20'000));
    QVERIFY2(most > 1 && most <= 8, qPrintable(QString::number(most)));
    QCOMPARE(m_actor->starts(), 20);
}

void TestTrial::ends_with_whoever_asked()
{
    m_actor->greets = false;
    auto asker = std::make_unique<QObject>();
    ask({{QStringLiteral("name"), QStringLiteral("Alpha")}}, asker.get());
    QVERIFY(QTest::qWaitFor([&] { return m_actor->count("initialize") == 1; }));
    asker.reset();
    QVERIFY(!m_actor->pipes.first());
    m_actor->greets = true;
    QVERIFY(tested().value(QStringLiteral("ok")).toBool()); // and the next one has its turn
}

QTEST_GUILESS_MAIN(TestTrial)
#include "tst_trial.moc"
