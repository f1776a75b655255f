// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/icons.h"

#include <QHash>
#include <QMenu>

#include <functional>

namespace Signalbox {

/**
 * A menu for each of some things with numbers, in a row inside another menu. Words change in place; the row itself is
 * touched only when things come or go, so that an open menu does not flicker.
 */
class NumberedMenus
{
public:
    struct Entry
    {
        quint64 number = 0;
        QString text; //!< with no sign of a shortcut in it
        Mark mark;
    };
    using Fill = std::function<void(QMenu *menu, quint64 number)>;
    using Draw = QIcon (*)(Mark mark);

    /** `fill` puts the actions into the menu of a new thing. `before` of `parent` follows the row; null = the end. */
    NumberedMenus(QMenu *parent, QAction *before, Draw draw, Fill fill);

    void show(const QList<Entry> &entries);
    /** The menu of that thing; null if it is not shown. */
    QMenu *menu(quint64 number) const { return m_menus.value(number); }

private:
    QMenu *make(quint64 number);
    void remove(quint64 number);
    void dress(QMenu *menu, const Entry &entry) const;

    QMenu *m_parent;
    QAction *m_before;
    Draw m_draw;
    Fill m_fill;
    QList<quint64> m_order;
    QHash<quint64, QMenu *> m_menus;
};

} // namespace Signalbox
