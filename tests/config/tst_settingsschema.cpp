// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/config/configreader.h"
#include "core/config/keys.h"
#include "core/config/limitrows.h"
#include "core/config/quantity.h"

#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QSet>
#include <QTest>

using namespace Signalbox;

namespace {

QByteArray resource(const char *name)
{
    QFile file(QStringLiteral(TEST_SOURCE_DIRECTORY "/../../resources/") + QLatin1StringView(name));
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

} // namespace

/** The schema is written by hand, for people; this keeps it and the reader of one mind. */
class TestSettingsSchema : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void knows_the_keys_that_the_reader_knows_data();
    void knows_the_keys_that_the_reader_knows();
    void tells_default_and_range_of_every_limit();
    void describes_every_key();
    void has_an_example_that_the_reader_takes_without_problems();

private:
    QJsonObject definition(const QString &name) const
    {
        return name.isEmpty() ? m_schema : m_schema.value(QStringLiteral("$defs")).toObject().value(name).toObject();
    }
    QJsonObject propertiesOf(const QString &name) const
    {
        return definition(name).value(QStringLiteral("properties")).toObject();
    }
    QJsonObject m_schema;
};

void TestSettingsSchema::initTestCase()
{
    QJsonParseError error;
    m_schema = QJsonDocument::fromJson(resource("signalbox.schema.json"), &error).object();
    QVERIFY2(!m_schema.isEmpty(), qPrintable(error.errorString()));
}

void TestSettingsSchema::knows_the_keys_that_the_reader_knows_data()
{
    QTest::addColumn<QString>("name");
    QTest::addColumn<QStringList>("keys");
    const auto row = [](const char *name, std::span<const char *const> keys) {
        QStringList list;
        for (const char *key : keys)
            list.append(QString::fromLatin1(key));
        QTest::newRow(*name ? name : "top") << QString::fromLatin1(name) << list;
    };
    std::vector<const char *> limits{"http"};
    std::vector<const char *> http;
    std::vector<const char *> perServer;
    for (const LimitRow &limit : limitRows()) {
        (limit.isHttp() ? http : limits).push_back(limit.key);
        if (limit.perServer)
            perServer.push_back(limit.key);
    }
    row("", Keys::top);
    row("listen", Keys::listen);
    row("auth", Keys::auth);
    row("policy", Keys::policy);
    row("root", Keys::root);
    row("server", Keys::server);
    row("signalbox", Keys::signalbox);
    row("limits", limits);
    row("httpLimits", http);
    row("serverLimits", perServer);
}

void TestSettingsSchema::knows_the_keys_that_the_reader_knows()
{
    QFETCH(QString, name);
    QFETCH(QStringList, keys);
    QStringList described = propertiesOf(name).keys();
    keys.sort();
    described.sort();
    QCOMPARE(described, keys);
    const bool isServer = name == u"server"; // other programs' keys and plugins' own may stand there
    QCOMPARE(definition(name).value(QStringLiteral("additionalProperties")).toBool(true), isServer);
}

void TestSettingsSchema::tells_default_and_range_of_every_limit()
{
    const Limits defaults;
    for (const LimitRow &row : limitRows()) {
        const QJsonObject rule = propertiesOf(row.isHttp() ? QStringLiteral("httpLimits") : QStringLiteral("limits"))
                                     .value(QLatin1StringView(row.key))
                                     .toObject();
        const QJsonValue told = rule.value(QStringLiteral("default"));
        const QString type = rule.value(QStringLiteral("$ref")).toString();
        const QString text = rule.value(QStringLiteral("description")).toString();
        if (row.kind == LimitRow::Kind::Count) {
            QVERIFY2(countFrom(told) == row.of(defaults), row.key);
            QVERIFY2(countFrom(rule.value(QStringLiteral("minimum"))) == row.least, row.key);
            QVERIFY2(countFrom(rule.value(QStringLiteral("maximum"))) == row.most, row.key);
            continue;
        }
        const bool time = row.kind == LimitRow::Kind::Milliseconds;
        QVERIFY2((time ? durationFrom(told) : sizeFrom(told)) == row.of(defaults), row.key);
        QVERIFY2(type == (time ? u"#/$defs/duration" : u"#/$defs/size"), row.key);
        const auto spoken = time ? durationText : sizeText;
        const QString range = QStringLiteral("%1 to %2").arg(spoken(row.least), spoken(row.most));
        QVERIFY2(text.contains(range), qPrintable(QLatin1StringView(row.key) + QStringLiteral(": ") + range));
    }
}

void TestSettingsSchema::describes_every_key()
{
    QStringList names = definition(QString()).value(QStringLiteral("$defs")).toObject().keys();
    names.append(QString());
    for (const QString &name : names) {
        const QJsonObject properties = propertiesOf(name);
        for (auto it = properties.begin(); it != properties.end(); ++it) {
            const QJsonObject rule = it.value().toObject();
            const bool refers =
                rule.value(QStringLiteral("$ref")).toString().startsWith(QStringLiteral("#/$defs/limits/"));
            QVERIFY2(refers || !rule.value(QStringLiteral("description")).toString().isEmpty(), qPrintable(it.key()));
        }
    }
}

void TestSettingsSchema::has_an_example_that_the_reader_takes_without_problems()
{
    QProcessEnvironment environment;
    const QByteArray text = resource("signalbox.example.json");
    const auto reading = parseConfig(text, QStringLiteral("example"), environment);
    QVERIFY(reading.ok());
    for (const ConfigProblem &problem : reading->problems)
        QFAIL(qPrintable(problem.text()));
    QVERIFY(reading->config.servers.size() >= 3);
}

QTEST_APPLESS_MAIN(TestSettingsSchema)
#include "tst_settingsschema.moc"
