// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

class QLabel;
class QTableWidget;

namespace Signalbox {

struct ToolRow;

/** What a tool says of itself, in words: what it is for, what it may do, which arguments it takes. */
class ToolAbout : public QWidget
{
    Q_OBJECT

public:
    explicit ToolAbout(QWidget *parent = nullptr);

    void show(const ToolRow &tool);

    /** "It only reads.", "It may destroy things." … as the server says; not to be believed blindly. */
    static QStringList promises(const QJsonObject &definition);

private:
    void fillArguments(const QJsonObject &schema);

    QLabel *m_description;
    QLabel *m_promises;
    QLabel *m_argumentsTitle;
    QTableWidget *m_arguments;
};

} // namespace Signalbox
