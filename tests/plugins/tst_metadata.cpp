// SPDX-License-Identifier: GPL-3.0-or-later
#include <QDirIterator>
#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QPluginLoader>
#include <QRegularExpression>
#include <QSet>
#include <QTest>

namespace {

QJsonObject readObject(const QString &name)
{
    QFile file(name);
    return file.open(QIODevice::ReadOnly) ? QJsonDocument::fromJson(file.readAll()).object() : QJsonObject();
}

bool hasType(const QJsonValue &value, const QString &type)
{
    return (type == QLatin1String("string") && value.isString())
        || (type == QLatin1String("object") && value.isObject());
}

} // namespace

/** Every plugin that was built tells of itself what plugins/metadata.schema.json asks for. */
class TestMetadata : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void every_plugin_follows_the_schema_data()
    {
        QTest::addColumn<QString>("file");
        QDirIterator files(QStringLiteral(TEST_BINARY_DIRECTORY "/lib/signalbox/plugins"), {QStringLiteral("*.so")});
        while (files.hasNext()) {
            const QString file = files.next();
            QTest::newRow(qPrintable(files.fileName())) << file;
        }
    }

    void every_plugin_follows_the_schema()
    {
        QFETCH(QString, file);
        const QJsonObject schema =
            readObject(QStringLiteral(TEST_SOURCE_DIRECTORY "/../../plugins/metadata.schema.json"));
        const QJsonObject properties = schema.value(QStringLiteral("properties")).toObject();
        const QJsonObject metadata = QPluginLoader(file).metaData().value(QStringLiteral("MetaData")).toObject();
        QCOMPARE(properties.keys().size(), 4);
        const QJsonArray required = schema.value(QStringLiteral("required")).toArray();
        for (const QJsonValue &key : required)
            QVERIFY2(metadata.contains(key.toString()), qPrintable(key.toString()));
        for (auto entry = metadata.begin(); entry != metadata.end(); ++entry) {
            const QJsonObject property = properties.value(entry.key()).toObject();
            QVERIFY2(!property.isEmpty(), qPrintable(entry.key() + QStringLiteral(" is not in the schema")));
            QVERIFY2(hasType(entry.value(), property.value(QStringLiteral("type")).toString()),
                     qPrintable(entry.key()));
            const QRegularExpression pattern(property.value(QStringLiteral("pattern")).toString());
            QVERIFY2(pattern.match(entry.value().toString()).hasMatch(), qPrintable(entry.key()));
            QVERIFY(entry.value().toString().size() >= property.value(QStringLiteral("minLength")).toInt());
        }
        const QString kind = metadata.value(QStringLiteral("kind")).toString();
        QVERIFY2(!m_kinds.contains(kind), "two plugins of one kind");
        m_kinds.insert(kind);
    }

private:
    QSet<QString> m_kinds;
};

QTEST_GUILESS_MAIN(TestMetadata)
#include "tst_metadata.moc"
