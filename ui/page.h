// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

class QSettings;

namespace Signalbox {

/** One view of the window. */
class Page : public QWidget
{
    Q_OBJECT

public:
    using QWidget::QWidget;

    /** The person wants to search here. */
    virtual void focusFilter() { }
    /** The person wants to see what concerns that session alone; pages that cannot tell do nothing. */
    virtual void showSession(quint64 number) { Q_UNUSED(number) }
    /** What the person arranged, from one start to the next; keys begin with the page's own name. */
    virtual void remember(QSettings &settings) const { Q_UNUSED(settings) }
    virtual void recall(QSettings &settings) { Q_UNUSED(settings) }
};

} // namespace Signalbox
