// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

class QTableView;
class QTreeView;

namespace Signalbox {

/** How tables and trees of the window look: airy rows, whole rows selected, and room between numbers and the words
 * beside them. Tab leaves a table, so that everything else stays reachable. */
void giveTableLook(QTableView *table);
void giveTreeLook(QTreeView *tree);

/** Pixels of a column that shows so many characters. */
int columnWidth(const QTableView *table, int characters);

/** Gives the column the room that the others leave, but that for `least` characters: Qt's own stretching makes it
 * unreadable. */
void fitColumn(QTableView *table, int column, int least);

/** At the end the newest row stays in sight; elsewhere the rows in sight stay where they are. After setModel(). */
void followEnd(QTableView *table);

} // namespace Signalbox
