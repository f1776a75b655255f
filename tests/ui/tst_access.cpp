// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/ui/answeringgateway.h"
#include "tests/ui/demofacts.h"
#include "tests/ui/demotools.h"
#include "ui/backends/backendspage.h"
#include "ui/board.h"
#include "ui/commands.h"
#include "ui/tables/tablepage.h"
#include "ui/themed.h"
#include "ui/window.h"

#include "core/bus/bus.h"

#include <QAbstractItemView>
#include <QAbstractSpinBox>
#include <QAccessible>
#include <QApplication>
#include <QComboBox>
#include <QLabel>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QTableView>
#include <QTest>

using namespace Signalbox;

/** People who see nothing, and people who have no mouse. */
class TestAccess : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void everything_that_can_be_used_has_a_name_data();
    void everything_that_can_be_used_has_a_name();
    void the_tab_key_goes_round_data() { everything_that_can_be_used_has_a_name_data(); }
    void the_tab_key_goes_round();
    void colours_and_pictures_follow_the_theme();

private:
    /** The window with everything in it, at that view. */
    struct Sight
    {
        explicit Sight(Window::View view)
        {
            gateway.answers = {{QStringLiteral("tools"), demoTools()}, {QStringLiteral("tool.call"), demoToolAnswer()}};
            window.show();
            feed(bus, QStringLiteral("trouble"));
            for (const AskFact &ask : demoQuestions())
                Q_EMIT bus.asked(ask);
            window.openView(view);
            if (view == Window::Backends)
                static_cast<BackendsPage *>(window.page(view))->startAdding();
            QCoreApplication::processEvents();
            if (const auto *page = qobject_cast<TablePage *>(window.page(view)))
                page->table()->selectRow(0);
            QCoreApplication::processEvents();
        }
        /** What the keyboard can reach and the person can see. */
        QList<QWidget *> stops()
        {
            QList<QWidget *> found;
            for (QWidget *widget : window.findChildren<QWidget *>()) {
                if (widget->isVisible() && widget->isEnabled() && (widget->focusPolicy() & Qt::TabFocus) && !widget->focusProxy())
                    found.append(widget);
            }
            return found;
        }
        Bus bus;
        Board board{&bus};
        AnsweringGateway gateway;
        Commands commands{gateway.asker()};
        Window window{&board, &commands, QString()};
    };
    static QString described(const QWidget *widget)
    {
        QString words;
        for (const QWidget *at = widget; at; at = at->parentWidget())
            words += QStringLiteral("%1 “%2” in ").arg(QLatin1StringView(at->metaObject()->className()), at->objectName());
        return words;
    }
};

void TestAccess::everything_that_can_be_used_has_a_name_data()
{
    QTest::addColumn<int>("view");
    static constexpr const char *names[] = {"overview", "sessions",  "streams",  "notifications", "backends",
                                            "tools",    "inspector", "settings", "clients"};
    for (int view = Window::Overview; view <= Window::Clients; ++view)
        QTest::newRow(names[view]) << view;
}

void TestAccess::everything_that_can_be_used_has_a_name()
{
    QFETCH(int, view);
    Sight sight{Window::View(view)};
    QStringList nameless;
    const QList<QWidget *> stops = sight.stops();
    QVERIFY(stops.size() > 5);
    for (QWidget *widget : stops) {
        QAccessibleInterface *spoken = QAccessible::queryAccessibleInterface(widget);
        if (!spoken || spoken->text(QAccessible::Name).trimmed().isEmpty())
            nameless.append(described(widget));
    }
    QVERIFY2(nameless.isEmpty(), qPrintable(nameless.join(QLatin1Char('\n'))));
}

void TestAccess::the_tab_key_goes_round()
{
    QFETCH(int, view);
    Sight sight{Window::View(view)};
    sight.window.activateWindow();
    QVERIFY(QTest::qWaitForWindowActive(&sight.window));
    QSet<QWidget *> reached;
    for (qsizetype presses = sight.stops().size() * 4; presses > 0; --presses) {
        QTest::keyClick(QApplication::focusWidget() ? QApplication::focusWidget() : &sight.window, Qt::Key_Tab);
        reached.insert(QApplication::focusWidget());
    }
    QStringList missed;
    for (QWidget *widget : sight.stops()) {
        if (!reached.contains(widget))
            missed.append(described(widget));
    }
    QVERIFY2(missed.isEmpty(), qPrintable(QStringLiteral("it ended at %1 and missed:\n").arg(described(QApplication::focusWidget()))
                                          + missed.join(QLatin1Char('\n'))));
}

void TestAccess::colours_and_pictures_follow_the_theme()
{
    QWidget window;
    QLabel words(&window);
    QLabel picture(&window);
    setTone(&words, Tone::Bad);
    setMark(&picture, {"state-failed", Tone::Bad}, 16);
    window.show();
    const QPalette light = QApplication::palette();
    const QColor before = words.palette().color(QPalette::WindowText);
    const QImage drawn = picture.pixmap(Qt::ReturnByValue).toImage();
    QPalette dark(QColor(0x33, 0x36, 0x3b), QColor(0x26, 0x28, 0x2c));
    QApplication::setPalette(dark);
    QTRY_COMPARE(words.palette().color(QPalette::WindowText), toneColor(Tone::Bad, dark));
    QVERIFY(words.palette().color(QPalette::WindowText) != before);
    QCOMPARE(words.palette().color(QPalette::Window), dark.color(QPalette::Window));
    QVERIFY(picture.pixmap(Qt::ReturnByValue).toImage() != drawn);
    QApplication::setPalette(light);
    QTRY_COMPARE(words.palette().color(QPalette::WindowText), before);
}

QTEST_MAIN(TestAccess)
#include "tst_access.moc"
