// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/upstream/eitherdialect.h"
#include "core/upstream/legacy/legacydialect.h"
#include "core/upstream/modern/moderndialect.h"

#include <QTest>

using namespace Signalbox;

namespace {

const Message discovered = Message::result("1", R"({"resultType":"complete","supportedVersions":["2026-07-28"],"capabilities":{}})");
const Message initialized = Message::result("1", R"({"protocolVersion":"2025-06-18","capabilities":{},"serverInfo":{"name":"a","version":"1"}})");
const Message unknown = Message::error("1", -32601, "Method not found");

EitherDialect::Choice web()
{
    return {[] { return std::make_unique<ModernDialect>(); }, [] { return std::make_unique<LegacyDialect>(); }, 5'000, 1};
}

Failure failed(Failure::Kind kind, int status)
{
    return {kind, status, {}, QStringLiteral("it failed")};
}

} // namespace

/** Which of two generations a server is spoken to in. */
class TestEitherDialect : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void the_usual_one_is_tried_first_and_kept()
    {
        EitherDialect dialect(web(), std::make_shared<Finding>());
        QVERIFY(dialect.hello("1", nullptr).isMethod("server/discover"));
        QCOMPARE(dialect.patience(), 5'000);
        QVERIFY(dialect.welcome(discovered, true).ok());
        QVERIFY(dialect.hasListens());
    }

    void the_other_one_is_tried_where_the_first_is_not_understood()
    {
        const auto finding = std::make_shared<Finding>();
        EitherDialect dialect(web(), finding);
        const auto first = dialect.welcome(unknown, true);
        QVERIFY(!first.ok() && first.error().then == Unwelcome::Again);
        QVERIFY(dialect.hello("2", nullptr).isMethod("initialize"));
        QCOMPARE(dialect.patience(), 0);
        QVERIFY(dialect.welcome(initialized, true).ok());
        QVERIFY(!dialect.hasListens());
        // The next leg begins with what was found out.
        EitherDialect next(web(), finding);
        QVERIFY(next.hello("1", nullptr).isMethod("initialize"));
    }

    void a_server_of_neither_is_refused_in_words_of_the_older()
    {
        EitherDialect dialect(web(), std::make_shared<Finding>());
        QVERIFY(!dialect.welcome(unknown, true).ok());
        const auto second = dialect.welcome(Message::error("2", -32600, "go away"), true);
        QVERIFY(!second.ok() && second.error().then == Unwelcome::Fail);
        QVERIFY(second.error().sentence.contains(QLatin1String("go away")));
    }

    void a_refusal_without_answer_data()
    {
        QTest::addColumn<int>("kind");
        QTest::addColumn<int>("status");
        QTest::addColumn<bool>("triesOther");
        QTest::addColumn<bool>("isRemembered");
        QTest::newRow("400") << int(Failure::Refused) << 400 << true << true;
        QTest::newRow("404") << int(Failure::Refused) << 404 << true << true;
        QTest::newRow("405") << int(Failure::Refused) << 405 << true << true;
        QTest::newRow("401") << int(Failure::Unauthorized) << 401 << false << false;
        QTest::newRow("403") << int(Failure::Unauthorized) << 403 << false << false;
        QTest::newRow("500") << int(Failure::OutcomeUnknown) << 500 << true << false;
        QTest::newRow("unreadable") << int(Failure::OutcomeUnknown) << 200 << true << false;
        QTest::newRow("cut") << int(Failure::OutcomeUnknown) << 0 << false << false;
        QTest::newRow("unreachable") << int(Failure::NotSent) << 0 << false << false;
    }

    void a_refusal_without_answer()
    {
        QFETCH(int, kind);
        QFETCH(int, status);
        QFETCH(bool, triesOther);
        QFETCH(bool, isRemembered);
        const auto finding = std::make_shared<Finding>();
        EitherDialect dialect(web(), finding);
        QCOMPARE(dialect.unanswered(failed(Failure::Kind(kind), status)), triesOther);
        if (triesOther)
            QVERIFY(dialect.welcome(initialized, true).ok());
        EitherDialect next(web(), finding);
        QCOMPARE(next.hello("1", nullptr).isMethod("initialize"), isRemembered);
    }

    void a_process_that_ends_unanswered_is_asked_otherwise_next_time()
    {
        const auto finding = std::make_shared<Finding>();
        EitherDialect dialect(web(), finding);
        QVERIFY(!dialect.unanswered(failed(Failure::Broken, 0)));
        EitherDialect next(web(), finding);
        QVERIFY(next.hello("1", nullptr).isMethod("initialize"));
        QVERIFY(!next.unanswered(failed(Failure::Broken, 0)));
        EitherDialect third(web(), finding);
        QVERIFY(third.hello("1", nullptr).isMethod("server/discover"));
    }

    void more_is_sought_where_a_server_can_only_answer()
    {
        const auto finding = std::make_shared<Finding>();
        EitherDialect::Choice choice = web();
        std::swap(choice.usual, choice.other);
        EitherDialect better(choice, finding);
        QVERIFY(better.welcome(initialized, true).ok());
        QVERIFY(better.seeksMore());
        QVERIFY(better.patience() > 0);
        QVERIFY(better.hello("2", nullptr).isMethod("server/discover"));
        QVERIFY(better.welcome(discovered, true).ok());
        QVERIFY(better.hasListens() && !better.seeksMore());
        EitherDialect next(choice, finding);
        QVERIFY(next.hello("1", nullptr).isMethod("server/discover"));
    }

    void where_there_is_no_more_what_worked_is_kept_data()
    {
        QTest::addColumn<bool>("isAnswered");
        QTest::newRow("refused") << true;
        QTest::newRow("unanswered") << false;
    }

    void where_there_is_no_more_what_worked_is_kept()
    {
        QFETCH(bool, isAnswered);
        const auto finding = std::make_shared<Finding>();
        EitherDialect::Choice choice = web();
        std::swap(choice.usual, choice.other);
        EitherDialect dialect(choice, finding);
        QVERIFY(dialect.welcome(initialized, true).ok() && dialect.seeksMore());
        if (isAnswered)
            QCOMPARE(dialect.welcome(unknown, true).error().then, Unwelcome::Again);
        else
            QVERIFY(dialect.unanswered(failed(Failure::OutcomeUnknown, 0)));
        QVERIFY(dialect.hello("3", nullptr).isMethod("initialize"));
        QVERIFY(dialect.welcome(initialized, true).ok());
        QVERIFY(!dialect.seeksMore());
        EitherDialect next(choice, finding);
        QVERIFY(next.hello("1", nullptr).isMethod("initialize"));
    }

    void what_was_found_out_ages()
    {
        Finding finding;
        finding.knows(1, 1'000);
        QCOMPARE(finding.first(2'000), 1);
        QCOMPARE(finding.first(1'000 + 24 * 3'600'000), 0);
    }
};

QTEST_GUILESS_MAIN(TestEitherDialect)
#include "tst_eitherdialect.moc"
