// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/bus/facts.h"

#include <QWidget>

class QLabel;
class QPlainTextEdit;

namespace Signalbox {

/** One notification in full: where it came from, and its content laid out. */
class NoticeDetails : public QWidget
{
    Q_OBJECT

public:
    explicit NoticeDetails(QWidget *parent = nullptr);

    void show(const NoticeFact &notice);
    void showNothing();

private:
    QLabel *m_head;
    QPlainTextEdit *m_content;
};

} // namespace Signalbox
