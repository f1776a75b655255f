// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/ui/traypanel.h"

#include <QGuiApplication>
#include <QPainter>
#include <QTest>

#include <algorithm>

using namespace Signalbox;

/*
 * A panel that draws what a tray icon says over the session bus: icon on light and dark, tool tip, the whole menu.
 *     signalbox_trayshot FILE WORDS
 * waits for an item whose menu has an entry with these words, draws it into FILE and ends.
 */
namespace {

constexpr int width = 760;
constexpr int bar = 32;
constexpr int line = 22;
constexpr int indent = 28;

const QColor lightBar(0xf4, 0xf4, 0xf4);
const QColor darkBar(0x2b, 0x2e, 0x33);

bool says(const QList<TrayPanel::Entry> &menu, const QString &words)
{
    return std::ranges::any_of(menu, [&words](const TrayPanel::Entry &entry) {
        return !entry.path.isEmpty() && entry.path.constLast().contains(words);
    });
}

void drawBars(QPainter &painter, const QList<QImage> &icons)
{
    for (const QColor &ground : {lightBar, darkBar}) {
        painter.fillRect(0, 0, width, bar, ground);
        int left = 8;
        for (const QImage &icon : icons) {
            if (icon.height() > bar)
                continue;
            painter.drawImage(left, (bar - icon.height()) / 2, icon);
            left += bar + 8;
        }
        painter.translate(0, bar);
    }
}

/** As a panel does it: one _ is the sign of a shortcut, two are an underscore. */
void drawEntry(QPainter &painter, const TrayPanel::Entry &entry)
{
    if (entry.path.isEmpty()) {
        painter.setPen(Qt::lightGray);
        painter.drawLine(8, line / 2, width - 8, line / 2);
        return;
    }
    const int left = 12 + static_cast<int>(entry.path.size() - 1) * indent;
    painter.drawImage(QRect(left, 3, 16, 16), entry.icon);
    painter.setPen(entry.isEnabled ? Qt::black : Qt::gray);
    QString text = entry.path.constLast();
    text.replace(u'&', QStringLiteral("&&")).replace(QStringLiteral("__"), QString(QChar(1)));
    text.replace(u'_', u'&').replace(QChar(1), u'_');
    if (entry.isMenu)
        text += QStringLiteral("  ▸");
    painter.drawText(QRect(left + 24, 0, width - left, line), Qt::AlignVCenter | Qt::TextShowMnemonic, text);
}

QImage picture(TrayPanel &panel, const QList<TrayPanel::Entry> &menu)
{
    const QStringList tip = panel.toolTip().split(u'\n');
    const int lines = static_cast<int>(menu.size() + tip.size()) + 1;
    QImage image(width, 2 * bar + lines * line, QImage::Format_RGB32);
    image.fill(Qt::white);
    QPainter painter(&image);
    drawBars(painter, panel.icons());
    for (const QString &text : tip) {
        painter.fillRect(0, 0, width, line, QColor(0xff, 0xff, 0xdc));
        painter.drawText(QRect(12, 0, width, line), Qt::AlignVCenter, text);
        painter.translate(0, line);
    }
    for (const TrayPanel::Entry &entry : menu) {
        drawEntry(painter, entry);
        painter.translate(0, line);
    }
    return image;
}

} // namespace

int main(int argc, char **argv)
{
    QGuiApplication application(argc, argv);
    const QStringList arguments = QCoreApplication::arguments();
    if (arguments.size() != 3)
        qFatal("usage: signalbox_trayshot FILE WORDS");
    TrayPanel panel;
    panel.appear();
    QList<TrayPanel::Entry> menu;
    const bool isThere = QTest::qWaitFor(
        [&] {
            if (!panel.item().isEmpty())
                menu = panel.menu();
            return says(menu, arguments.at(2));
        },
        20'000);
    if (!isThere) {
        qWarning("no tray icon came, or its menu does not say %s", qUtf8Printable(arguments.at(2)));
        return 1;
    }
    return picture(panel, menu).save(arguments.at(1)) ? 0 : 1;
}
