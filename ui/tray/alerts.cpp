// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/tray/alerts.h"

#include "ui/board.h"

namespace Signalbox {

namespace {

constexpr qsizetype mostItems = 5; //!< told by name
constexpr qsizetype longestText = 300;

bool isForThePerson(const TroubleFact &trouble)
{
    return trouble.where == QLatin1String("settings") || trouble.where == QLatin1String("listen")
        || trouble.where == QLatin1String("auth");
}

} // namespace

Alerts::Alerts(Board *board, int gather, int pause, QObject *parent)
    : QObject(parent)
    , m_board(board)
    , m_pauseTime(pause)
{
    m_gather.setSingleShot(true);
    m_gather.setInterval(gather);
    m_silence.setSingleShot(true);
    connect(&m_gather, &QTimer::timeout, this, &Alerts::raise);
    connect(&m_silence, &QTimer::timeout, this, &Alerts::raise);
    connect(board->backends(), &FactTable::applied, this, &Alerts::lookAtBackends);
    connect(board->overview(), &Overview::changed, this, &Alerts::lookAtTroubles);
}

void Alerts::lookAtBackends()
{
    QSet<quint64> failed;
    const BackendModel &backends = *m_board->backends();
    for (int row = 0; row < backends.rowCount(); ++row) {
        const BackendFact &backend = backends.at(row);
        if (backend.state != BackendFact::Failed)
            continue;
        failed.insert(backend.number);
        if (!m_failed.contains(backend.number))
            add({tr("“%1” does not work").arg(Words::tame(backend.name, 60)), Words::tame(backend.reason, longestText),
                 backend.number});
    }
    m_failed = failed;
}

void Alerts::lookAtTroubles()
{
    const QList<TroubleFact> troubles = m_board->overview()->troubles();
    for (const TroubleFact &trouble : troubles) {
        if (trouble.serial <= m_lastTrouble)
            continue;
        m_lastTrouble = trouble.serial;
        if (isForThePerson(trouble))
            add({trouble.where == QLatin1String("listen") ? tr("Clients cannot connect as the settings say")
                                                          : tr("The settings cannot be used"),
                 Words::tame(trouble.what, longestText), 0});
    }
}

void Alerts::add(const Item &item)
{
    if (m_items.size() < mostItems)
        m_items.append(item);
    else
        ++m_more;
    if (!m_gather.isActive() && !m_silence.isActive())
        m_gather.start();
}

void Alerts::raise()
{
    const QList<Item> items = std::exchange(m_items, {});
    const qsizetype count = items.size() + std::exchange(m_more, 0);
    if (items.isEmpty())
        return;
    m_silence.start(m_pauseTime);
    Alert alert;
    if (count == 1) {
        alert.title = items.constFirst().title;
        alert.text = items.constFirst().text;
        alert.backend = items.constFirst().backend;
        alert.actions = {alert.backend ? Alert::Restart : Alert::OpenSettings, Alert::Show};
    } else {
        QStringList titles;
        for (const Item &item : items)
            titles.append(item.title);
        if (count > items.size())
            titles.append(tr("and %1 more").arg(count - items.size()));
        alert.title = tr("%1 things need you").arg(count);
        alert.text = titles.join(QLatin1Char('\n'));
        alert.actions = {Alert::Show};
    }
    Q_EMIT raised(alert);
}

} // namespace Signalbox
