// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/tray/numberedmenus.h"

#include <utility>

namespace Signalbox {

NumberedMenus::NumberedMenus(QMenu *parent, QAction *before, Draw draw, Fill fill)
    : m_parent(parent)
    , m_before(before)
    , m_draw(draw)
    , m_fill(std::move(fill))
{
}

void NumberedMenus::show(const QList<Entry> &entries)
{
    QList<quint64> order;
    for (const Entry &entry : entries)
        order.append(entry.number);
    QList<quint64> stay;
    for (const quint64 number : std::as_const(m_order)) {
        if (order.contains(number))
            stay.append(number);
    }
    QList<quint64> known;
    for (const quint64 number : std::as_const(order)) {
        if (m_menus.contains(number))
            known.append(number);
    }
    const QList<quint64> before = std::exchange(m_order, order);
    for (const quint64 number : before) {
        // Things hardly ever change places; then all of them come anew.
        if (known != stay || !order.contains(number))
            remove(number);
    }
    QAction *next = m_before;
    for (auto entry = entries.crbegin(); entry != entries.crend(); ++entry) {
        QMenu *&menu = m_menus[entry->number];
        const bool isNew = !menu;
        if (isNew)
            menu = make(entry->number);
        dress(menu, *entry);
        if (isNew)
            m_parent->insertAction(next, menu->menuAction());
        next = menu->menuAction();
    }
}

QMenu *NumberedMenus::make(quint64 number)
{
    auto *menu = new QMenu(m_parent);
    m_fill(menu, number);
    return menu;
}

void NumberedMenus::remove(quint64 number)
{
    QMenu *menu = m_menus.take(number);
    if (!menu)
        return;
    m_parent->removeAction(menu->menuAction());
    // One of its own actions may be what is running.
    menu->deleteLater();
}

/** Setting what is there already would make the panel fetch the menu again. */
void NumberedMenus::dress(QMenu *menu, const Entry &entry) const
{
    QAction *action = menu->menuAction();
    if (action->text() != entry.text)
        action->setText(entry.text);
    const QByteArray look = QByteArray(entry.mark.name) + char('0' + static_cast<int>(entry.mark.tone));
    if (action->data().toByteArray() == look)
        return;
    action->setData(look);
    action->setIcon(m_draw(entry.mark));
}

} // namespace Signalbox
