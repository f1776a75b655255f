// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/overview/problems.h"

#include <QHash>
#include <QScrollArea>

class QVBoxLayout;

namespace Signalbox {

/** The problems as rows with words and buttons. A row stays as it is, focus and all, until its problem changes. */
class ProblemList : public QScrollArea
{
    Q_OBJECT

public:
    explicit ProblemList(QWidget *parent = nullptr);

    void show(const QList<Problem> &problems);
    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

Q_SIGNALS:
    void wanted(const Signalbox::Remedy &remedy);

private:
    struct Row
    {
        QWidget *widget = nullptr;
        QString said; //!< everything that the row shows
    };
    QWidget *makeRow(const Problem &problem);

    QWidget *m_inside;
    QVBoxLayout *m_layout;
    QHash<QString, Row> m_rows;
};

} // namespace Signalbox
