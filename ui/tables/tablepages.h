// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/tables/tablepage.h"

namespace Signalbox {

class Board;
class Commands;

/*
 * The pages over the tables of the board, with what a person can do to their rows. Board and commands outlive them.
 */
TablePage *makeSessionsPage(Board *board, Commands *commands);
TablePage *makeStreamsPage(Board *board, Commands *commands);
TablePage *makeNotificationsPage(Board *board);

} // namespace Signalbox
