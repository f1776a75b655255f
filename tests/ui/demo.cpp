// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/clients/household.h"
#include "tests/ui/answeringgateway.h"
#include "tests/ui/demofacts.h"
#include "tests/ui/demotools.h"
#include "ui/desktop.h"
#include "ui/icons.h"
#include "ui/tables/tablepage.h"
#include "ui/tray/tray.h"

#include "core/bus/bus.h"

#include <QApplication>
#include <QCommandLineParser>
#include <QPainter>
#include <QTableView>

using namespace Signalbox;

/*
 * The window and the tray over facts made up here, for a person who wants to see them:
 *     signalbox_demo --scene empty|busy|trouble [--dark] [--shots FOLDER] [--view N]
 * With --shots it draws every view into FOLDER and ends; without, it stays until closed.
 */
namespace {

/** A settings file for the page that shows it. */
void settle(AnsweringGateway &gateway, const QString &scene)
{
    const bool isTrouble = scene == QLatin1String("trouble");
    gateway.text = "{}\n";
    if (scene == QLatin1String("empty"))
        return;
    gateway.answers = {{QStringLiteral("tools"), demoTools()}, {QStringLiteral("tool.call"), demoToolAnswer()}};
    gateway.text = "{\n    \"mcpServers\": {\n        \"files\": {\n            \"command\": \"npx\",\n            \"args\": [\"-y\", "
                   "\"@modelcontextprotocol/server-filesystem\", \"/home/me/notes\"]\n        },\n        \"desk\": {\"type\": "
                   "\"desk\"}\n    },\n    \"listen\": {\"port\": "
        + QByteArray(isTrouble ? "70000" : "4000") + "},\n    \"limits\": {\"callTotal\": \"2 h\"}\n}\n";
    if (isTrouble)
        gateway.problems = {QJsonObject{{QStringLiteral("key"), QStringLiteral("listen.port")},
                                        {QStringLiteral("line"), 9},
                                        {QStringLiteral("sentence"), QStringLiteral("expected 1 to 65535, got 70000")}}};
}

/** A home folder with clients in it: one connected, one with servers of its own, one whose file is broken. */
void furnish(Household &house, AnsweringGateway &gateway, const QString &scene)
{
    qputenv("HOME", QFile::encodeName(house.root.path()));
    for (const char *variable : {"XDG_CONFIG_HOME", "CLAUDE_CONFIG_DIR", "CODEX_HOME"})
        qunsetenv(variable);
    house.write(house.instance.settingsFile, "{}\n", 0600);
    house.write(house.fileOf("claude-code"),
                "{\n  \"numStartups\": 41,\n  \"mcpServers\": {\n    \"memory\": {\n      \"command\": \"npx\",\n"
                "      \"args\": [\"-y\", \"@modelcontextprotocol/server-memory\"]\n    }\n  }\n}\n");
    house.write(house.fileOf("codex"), "model = \"gpt-5\"\n");
    house.write(house.fileOf("zed"), "{\n  // by hand\n  \"theme\": \"One Dark\"\n}\n");
    if (scene != QLatin1String("empty"))
        house.connect("codex");
    if (scene == QLatin1String("trouble"))
        house.write(house.fileOf("cursor"), "{\n  \"mcpServers\": {\n    \"git\" {\"command\": \"uvx\"}\n  }\n}\n");
    gateway.answers.insert(QStringLiteral("version"),
                           QJsonObject{{QStringLiteral("settings"), house.instance.settingsFile},
                                       {QStringLiteral("urls"), QJsonArray{house.door.url}}});
}

QPalette darkPalette()
{
    QPalette palette(QColor(0x33, 0x36, 0x3b), QColor(0x26, 0x28, 0x2c));
    palette.setColor(QPalette::Base, QColor(0x1e, 0x20, 0x23));
    palette.setColor(QPalette::AlternateBase, QColor(0x25, 0x27, 0x2b));
    palette.setColor(QPalette::Highlight, QColor(0x2f, 0x6f, 0xc4));
    palette.setColor(QPalette::HighlightedText, Qt::white);
    return palette;
}

void chooseLastRow(const Window *window, Window::View view)
{
    if (view == Window::Overview || view >= Window::Settings)
        return;
    const auto *page = qobject_cast<TablePage *>(window->page(view));
    if (auto *table = page ? page->table() : window->page(view)->findChild<QTableView *>())
        table->selectRow(table->model()->rowCount() - 1);
}

void shoot(Window *window, Bus &bus, const QString &folder, const QString &name)
{
    static constexpr const char *names[] = {"overview", "sessions",  "streams",  "notifications", "backends",
                                            "tools",    "inspector", "settings", "clients"};
    for (int view = Window::Overview; view <= Window::Clients; ++view) {
        window->openView(Window::View(view));
        chooseLastRow(window, Window::View(view));
        for (int turn = 0; turn < 5; ++turn) // what the page asked for is answered, then laid out
            QCoreApplication::processEvents();
        window->grab().save(QStringLiteral("%1/%2-%3.png").arg(folder, name, QString::fromLatin1(names[view])));
    }
    if (name.startsWith(QLatin1String("busy")))
        shootTools(window, bus, folder, name);
    QCoreApplication::quit();
}

/** The icon of the tray in each state, as large as panels draw it, on light and dark ones. */
void drawIcons(const QString &file)
{
    static constexpr const char *plates[] = {"tray-idle", "tray-working", "tray-attention", "tray-trouble"};
    constexpr int cell = 40;
    QPixmap sheet(cell * 16, cell * 2);
    QPainter painter(&sheet);
    for (int dark = 0; dark < 2; ++dark) {
        painter.fillRect(0, dark * cell, sheet.width(), cell, dark ? QColor(0x2b, 0x2e, 0x33) : QColor(0xf4, 0xf4, 0xf4));
        int left = 0;
        for (const int side : {16, 22, 24, 32}) {
            for (const char *plate : plates) {
                painter.drawPixmap(left + (cell - side) / 2, dark * cell + (cell - side) / 2, plateIcon(plate).pixmap(side, side));
                left += cell;
            }
        }
    }
    painter.end();
    sheet.scaled(sheet.size() * 2).save(file);
}

} // namespace

int main(int argc, char **argv)
{
    QApplication application(argc, argv);
    QCommandLineParser line;
    line.addOptions({{QStringLiteral("scene"), {}, QStringLiteral("name"), QStringLiteral("busy")},
                     {QStringLiteral("dark"), {}},
                     {QStringLiteral("shots"), {}, QStringLiteral("folder")},
                     {QStringLiteral("view"), {}, QStringLiteral("number"), QStringLiteral("0")}});
    line.process(application);
    if (line.isSet(QStringLiteral("dark")))
        QApplication::setPalette(darkPalette());

    if (line.isSet(QStringLiteral("shots")))
        drawIcons(line.value(QStringLiteral("shots")) + QStringLiteral("/icons.png"));

    Bus bus;
    const QString scene = line.value(QStringLiteral("scene"));
    AnsweringGateway gateway;
    settle(gateway, scene);
    Household house;
    furnish(house, gateway, scene);
    UiLink link;
    link.ask = gateway.asker();
    link.bus = &bus;
    link.trayWait = 200;
    link.settingsFolder = house.instance.stateFolder;
    Desktop desktop(link);
    desktop.start();
    desktop.window()->openView(Window::View(line.value(QStringLiteral("view")).toInt()));
    feed(bus, scene);
    if (scene != QLatin1String("empty"))
        feedHistory(desktop.board());
    QTimer::singleShot(1000, desktop.window(), [&desktop] { chooseLastRow(desktop.window(), Window::Backends); });
    if (line.isSet(QStringLiteral("shots"))) {
        desktop.window()->openView(Window::Inspector);
        for (int at = 0; scene != QLatin1String("empty") && at < 40; ++at)
            feedWire(bus.tap());
        const QString name = scene + (line.isSet(QStringLiteral("dark")) ? QStringLiteral("-dark") : QString());
        QTimer::singleShot(1500, desktop.window(),
                           [&, name] { shoot(desktop.window(), bus, line.value(QStringLiteral("shots")), name); });
    }
    return QApplication::exec();
}
