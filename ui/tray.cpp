// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/tray.h"

#include "ui/board.h"
#include "ui/icons.h"

#include <QClipboard>
#include <QGuiApplication>

namespace Signalbox {

namespace {

constexpr int shownBackends = 15;
constexpr qsizetype shownAddresses = 4;

/** Setting a text that is already there would make the panel fetch the menu again. */
void setText(QAction *action, const QString &text)
{
    if (action->text() != text)
        action->setText(text);
}

} // namespace

Tray::Tray(Board *board, bool isOnBus, QObject *parent)
    : QObject(parent)
    , m_overview(board->overview())
    , m_backends(board->backends())
    , m_isOnBus(isOnBus)
{
    m_headline = m_menu.addAction(QString());
    m_counts = m_menu.addAction(QString());
    for (QAction *action : {m_headline, m_counts})
        connect(action, &QAction::triggered, this, &Tray::windowAsked);
    m_addressesEnd = m_menu.addSeparator();
    m_more = m_menu.addAction(QString());
    connect(m_more, &QAction::triggered, this, &Tray::backendsAsked);
    m_menu.addSeparator();
    QAction *open = m_menu.addAction(tr("&Open window"));
    connect(open, &QAction::triggered, this, &Tray::windowAsked);
    QAction *quit = m_menu.addAction(tr("&Quit Signalbox"));
    connect(quit, &QAction::triggered, this, &Tray::quitAsked);

    connect(m_overview, &Overview::changed, this, &Tray::update);
    connect(&m_icon, &QSystemTrayIcon::messageClicked, this, &Tray::messageChosen);
    connect(&m_icon, &QSystemTrayIcon::activated, this, &Tray::activate);
    m_icon.setContextMenu(&m_menu);
    update();
    m_icon.show();
}

void Tray::update()
{
    if (m_state != m_overview->state()) {
        static constexpr const char *plates[] = {"tray-idle", "tray-working", "tray-attention", "tray-trouble"};
        m_state = m_overview->state();
        const QIcon plate = plateIcon(plates[m_state]);
        m_icon.setIcon(plate);
        m_headline->setIcon(plate);
    }
    const QString tip = tr("Signalbox: %1\n%2").arg(m_overview->headline(), m_overview->sentence());
    if (m_icon.toolTip() != tip)
        m_icon.setToolTip(tip);
    setText(m_headline, plain(m_overview->headline()));
    setText(m_counts, plain(m_overview->sentence()));
    updateAddresses();
    updateBackends();
}

/**
 * A text of which no character is the sign of a shortcut. Qt's menus read &; a panel's menu reads _, into which Qt
 * turns the first & and nothing else.
 */
QString Tray::plain(const QString &text) const
{
    QString escaped = text;
    if (!m_isOnBus)
        return escaped.replace(QLatin1Char('&'), QStringLiteral("&&"));
    escaped.replace(QLatin1Char('_'), QStringLiteral("__"));
    const qsizetype first = escaped.indexOf(QLatin1Char('&'));
    return first < 0 ? escaped : escaped.insert(first, QLatin1Char('&'));
}

void Tray::updateAddresses()
{
    const QStringList urls = m_overview->addresses().mid(0, shownAddresses);
    while (m_addresses.size() > urls.size())
        delete m_addresses.takeLast();
    while (m_addresses.size() < urls.size()) {
        auto *action = new QAction(&m_menu);
        connect(action, &QAction::triggered, action,
                [action] { QGuiApplication::clipboard()->setText(action->data().toString()); });
        m_menu.insertAction(m_addressesEnd, action);
        m_addresses.append(action);
    }
    for (qsizetype at = 0; at < urls.size(); ++at) {
        m_addresses.at(at)->setData(urls.at(at));
        setText(m_addresses.at(at), plain(tr("Copy %1").arg(urls.at(at))));
    }
}

void Tray::updateBackends()
{
    QSet<quint64> shown;
    const int count = m_backends->rowCount();
    for (int row = 0; row < qMin(count, shownBackends); ++row) {
        const BackendFact &backend = m_backends->at(row);
        shown.insert(backend.number);
        QAction *&action = m_rows[backend.number];
        if (!action) {
            action = new QAction(&m_menu);
            connect(action, &QAction::triggered, this, &Tray::backendsAsked);
            m_menu.insertAction(m_more, action);
        }
        if (action->data() != QVariant(static_cast<int>(backend.state))) {
            action->setData(static_cast<int>(backend.state));
            action->setIcon(markIcon(BackendModel::mark(backend.state)));
        }
        setText(action, plain(tr("%1: %2").arg(Words::tame(backend.name, 40), Words::state(backend.state))));
    }
    for (auto row = m_rows.begin(); row != m_rows.end();) {
        if (shown.contains(row.key())) {
            ++row;
            continue;
        }
        delete row.value();
        row = m_rows.erase(row);
    }
    setText(m_more, count == 0 ? tr("No backends") : tr("%1 more backends").arg(count - shownBackends));
    m_more->setVisible(count == 0 || count > shownBackends);
}

void Tray::activate(QSystemTrayIcon::ActivationReason reason)
{
    if (reason == QSystemTrayIcon::Trigger || reason == QSystemTrayIcon::DoubleClick)
        Q_EMIT windowAsked();
}

} // namespace Signalbox
