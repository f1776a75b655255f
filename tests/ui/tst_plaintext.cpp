// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/ui/answeringgateway.h"
#include "tests/ui/facts.h"
#include "ui/board.h"
#include "ui/commands.h"
#include "ui/tables/tablepage.h"
#include "ui/window.h"

#include "core/bus/bus.h"

#include <QAbstractItemView>
#include <QApplication>
#include <QJsonArray>
#include <QLabel>
#include <QSet>
#include <QTest>

using namespace Signalbox;

/** Markup in a name from outside: shown letter by letter, wherever it comes up. */
static const QString evil = QStringLiteral("<img src=\"http://x\"><b>boo</b>");

/** Every page over facts and answers in which every text is markup. */
class TestPlainText : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void no_label_of_any_page_reads_markup();
    void no_tool_tip_of_any_page_reads_markup();
    void no_cell_of_any_page_gives_markup_to_a_tool_tip();

private:
    void feed();
    void ask(quint64 number, const QByteArray &question);
    /** Calls `look` on each page with a row chosen. */
    void forEveryPage(const std::function<void(const QWidget *page)> &look);

    AnsweringGateway m_gateway;
    std::unique_ptr<Bus> m_bus;
    std::unique_ptr<Board> m_board;
    std::unique_ptr<Commands> m_commands;
    std::unique_ptr<Window> m_window;
};

void TestPlainText::init()
{
    m_window.reset();
    m_commands.reset();
    m_board.reset();
    m_gateway = {};
    const QJsonObject text{{QStringLiteral("type"), QStringLiteral("string")}, {QStringLiteral("title"), evil},
                           {QStringLiteral("description"), evil}, {QStringLiteral("enum"), QJsonArray{evil}}};
    const QJsonObject schema{{QStringLiteral("type"), QStringLiteral("object")},
                             {QStringLiteral("properties"), QJsonObject{{evil, text}}}};
    const QJsonObject tool{{QStringLiteral("name"), evil}, {QStringLiteral("title"), evil},
                           {QStringLiteral("description"), evil}, {QStringLiteral("backend"), QStringLiteral("files")},
                           {QStringLiteral("definition"), QJsonObject{{QStringLiteral("name"), evil},
                                                                      {QStringLiteral("title"), evil},
                                                                      {QStringLiteral("description"), evil},
                                                                      {QStringLiteral("inputSchema"), schema}}}};
    m_gateway.answers.insert(QStringLiteral("tools"), QJsonObject{{QStringLiteral("tools"), QJsonArray{tool}}});
    m_gateway.problems = {QJsonObject{{QStringLiteral("key"), QStringLiteral("listen.port")},
                                      {QStringLiteral("line"), 1}, {QStringLiteral("sentence"), evil}}};
    m_bus = std::make_unique<Bus>();
    m_board = std::make_unique<Board>(m_bus.get());
    m_commands = std::make_unique<Commands>(m_gateway.asker());
    m_window = std::make_unique<Window>(m_board.get(), m_commands.get(), QString());
    m_window->show();
    feed();
}

void TestPlainText::feed()
{
    Q_EMIT m_bus->listening({evil});
    SessionFact session = sessionFact(1, evil);
    session.clientVersion = session.protocolVersion = session.front = session.view = session.principal = evil;
    Q_EMIT m_bus->sessionChanged(session);
    StreamFact stream;
    stream.number = 1;
    stream.session = 1;
    stream.kind = evil;
    Q_EMIT m_bus->streamChanged(stream);
    BackendFact backend = backendFact(1, evil, BackendFact::Failed);
    backend.reason = backend.serverName = backend.serverVersion = backend.protocolVersion = evil;
    backend.status = {{evil, evil}, {QStringLiteral("stderr"), QJsonArray{evil}}};
    ProcessFact process;
    process.id = 7;
    process.name = evil;
    backend.processes = {process};
    Q_EMIT m_bus->backendChanged(backend);
    NoticeFact notice = noticeFact(1, "{\"x\":\"" + evil.toUtf8().replace('"', '\'') + "\"}");
    notice.source = notice.type = notice.level = evil;
    Q_EMIT m_bus->noticed(notice);
    CallFact call;
    call.number = 1;
    call.method = call.name = call.client = evil;
    Q_EMIT m_bus->callsChanged({call});
    m_bus->trouble(QStringLiteral("settings"), evil);
    ask(1, "{\"message\":\"<b>boo</b>\",\"requestedSchema\":{\"type\":\"object\",\"properties\":{\"<b>boo</b>\":"
           "{\"type\":\"string\",\"title\":\"<b>boo</b>\",\"description\":\"<b>boo</b>\"},"
           "\"pick\":{\"type\":\"string\",\"enum\":[\"<b>boo</b>\"]}}}}");
    ask(2, "{\"message\":\"<b>boo</b>\",\"mode\":\"url\",\"url\":\"https://example.org/<b>boo</b>\"}");
    m_window->tellFailure(QStringLiteral("backend.restart"), evil);
    QTRY_COMPARE(m_board->overview()->state(), Overview::Trouble);
    QTRY_COMPARE(m_board->notices()->rowCount(), 1);
}

void TestPlainText::ask(quint64 number, const QByteArray &question)
{
    AskFact fact = askFact(true);
    fact.number = number;
    fact.source = fact.tool = evil;
    fact.question = question;
    Q_EMIT m_bus->asked(fact);
}

void TestPlainText::forEveryPage(const std::function<void(const QWidget *)> &look)
{
    for (int view = Window::Overview; view <= Window::Clients; ++view) {
        m_window->openView(Window::View(view));
        QWidget *page = m_window->page(Window::View(view));
        QCoreApplication::processEvents();
        for (QAbstractItemView *rows : page->findChildren<QAbstractItemView *>()) {
            if (rows->model() && rows->model()->rowCount() > 0)
                rows->setCurrentIndex(rows->model()->index(0, 0));
        }
        QCoreApplication::processEvents();
        look(page);
    }
}

void TestPlainText::no_label_of_any_page_reads_markup()
{
    int evils = 0;
    QSet<QString> readers;
    forEveryPage([&](const QWidget *) {
        for (const QLabel *label : m_window->findChildren<QLabel *>()) {
            evils += label->text().contains(QLatin1String("<b>boo")) ? 1 : 0;
            // The address of a question shows its host in bold; what is not ours in it is escaped.
            if (label->objectName() == QLatin1String("address"))
                QVERIFY2(!label->text().contains(QLatin1String("<b>boo")), qPrintable(label->text()));
            else if (label->textFormat() != Qt::PlainText && !label->text().isEmpty())
                readers.insert(QStringLiteral("“%1” in %2").arg(label->text(), QLatin1String(label->parent()->metaObject()->className())));
        }
    });
    QVERIFY2(readers.isEmpty(), qPrintable(readers.values().join(u'\n')));
    QVERIFY(m_window->findChild<QLabel *>(QStringLiteral("address")));
    QVERIFY2(evils > 50, qPrintable(QString::number(evils)));
}

void TestPlainText::no_tool_tip_of_any_page_reads_markup()
{
    int tips = 0;
    forEveryPage([&](const QWidget *) {
        for (const QWidget *widget : m_window->findChildren<QWidget *>()) {
            tips += widget->toolTip().contains(QLatin1String("boo")) ? 1 : 0;
            QVERIFY2(!widget->toolTip().contains(QLatin1String("<b>boo")), qPrintable(widget->toolTip()));
        }
    });
    QVERIFY(tips > 0);
}

void TestPlainText::no_cell_of_any_page_gives_markup_to_a_tool_tip()
{
    int cells = 0;
    forEveryPage([&](const QWidget *page) {
        for (const QAbstractItemView *rows : page->findChildren<QAbstractItemView *>()) {
            if (!rows->model() || rows->model()->rowCount() == 0)
                continue;
            for (int column = 0; column < rows->model()->columnCount(); ++column) {
                const QModelIndex cell = rows->model()->index(0, column);
                cells += cell.data().toString().contains(QLatin1String("boo")) ? 1 : 0;
                const QString tip = cell.data(Qt::ToolTipRole).toString();
                QVERIFY2(!tip.contains(QLatin1String("<b>boo")), qPrintable(tip));
            }
        }
    });
    QVERIFY2(cells > 5, qPrintable(QString::number(cells)));
}

QTEST_MAIN(TestPlainText)
#include "tst_plaintext.moc"
