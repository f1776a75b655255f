// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/tables/tablepages.h"

#include "ui/board.h"
#include "ui/commands.h"
#include "ui/tables/noticedetails.h"
#include "ui/tables/noticefilters.h"

#include <QPushButton>

namespace Signalbox {

namespace {

struct RowAction
{
    const char *icon;
    QString text;
    QString hint;
    const char *command;
};

using Arguments = std::function<QJsonObject(quint64 number)>;

/** A button that asks the command for each selected row. */
void addAction(TablePage *page, Commands *commands, const RowAction &action, const Arguments &arguments)
{
    QPushButton *button = page->addAction(action.icon, action.text, action.hint);
    const QString command = QLatin1StringView(action.command);
    button->setObjectName(command);
    button->setEnabled(false);
    QObject::connect(page, &TablePage::selectionChanged, button,
                     [page, button] { button->setEnabled(!page->selectedNumbers().isEmpty()); });
    QObject::connect(button, &QPushButton::clicked, page, [page, commands, command, arguments] {
        const QList<quint64> numbers = page->selectedNumbers();
        for (const quint64 number : numbers)
            commands->ask(command, arguments(number));
    });
}

QJsonObject byNumber(quint64 number)
{
    return {{QStringLiteral("number"), static_cast<qint64>(number)}};
}

} // namespace

TablePage *makeSessionsPage(Board *board, Commands *commands)
{
    auto *page = new TablePage(board->sessions(),
                               {QStringLiteral("sessions"),
                                TablePage::tr("No client is connected. Copy the address above into a client to connect it."),
                                TablePage::tr("Find sessions"),
                                {19, 16, 18, 12, 10, 8, 8, 8, 8, 9, 8, 10, 8, 8},
                                {},
                                0,
                                false});
    QPushButton *inspect = page->addAction("streams", TablePage::tr("Open in &inspector"),
                                           TablePage::tr("What this client and the servers say to each other"));
    inspect->setObjectName(QStringLiteral("inspect"));
    QObject::connect(page, &TablePage::selectionChanged, inspect,
                     [page, inspect] { inspect->setEnabled(page->currentNumber() != 0); });
    QObject::connect(inspect, &QPushButton::clicked, page, [page] { Q_EMIT page->inspectAsked(page->currentNumber()); });
    addAction(page, commands,
              {"action-close", TablePage::tr("C&lose session"),
               TablePage::tr("The client has to connect anew"), "session.close"},
              byNumber);
    return page;
}

TablePage *makeStreamsPage(Board *board, Commands *commands)
{
    auto *page = new TablePage(board->streams(),
                               {QStringLiteral("streams"),
                                TablePage::tr("No stream is open. Clients open one to hear what the servers have to say."),
                                TablePage::tr("Find streams"),
                                {24, 19, 26, 12, 11, 10, 13, 24, 10},
                                {},
                                0,
                                false});
    addAction(page, commands,
              {"action-close", TablePage::tr("C&lose stream"),
               TablePage::tr("The client may resume it and loses nothing"), "stream.close"},
              byNumber);
    return page;
}

TablePage *makeNotificationsPage(Board *board)
{
    auto *page = new TablePage(board->notices(),
                               {QStringLiteral("notifications"),
                                TablePage::tr("No server has said anything yet. What comes from now on is listed here."),
                                TablePage::tr("Find notifications"),
                                {15, 16, 26, 11, 13, 40},
                                {},
                                5,
                                true});
    page->addFilter(new NoticeFilters(board->notices(), page->rows()));
    auto *details = new NoticeDetails;
    page->setDetails(details);
    // The reader's place in the text stays while rows come and go.
    QObject::connect(page, &TablePage::selectionChanged, details, [page, board, details, shown = quint64(0)]() mutable {
        const quint64 serial = page->currentNumber();
        if (serial == std::exchange(shown, serial))
            return;
        if (const NoticeFact *notice = board->notices()->find(serial))
            details->show(*notice);
        else
            details->showNothing();
    });
    return page;
}

} // namespace Signalbox
