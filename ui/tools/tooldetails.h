// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QHash>
#include <QWidget>

class QLabel;
class QPlainTextEdit;
class QStackedWidget;
class QTabWidget;

namespace Signalbox {

class Commands;
class ToolAbout;
class ToolTrial;
struct ToolRow;

/** The chosen tool: what it is, a try, its definition as written. */
class ToolDetails : public QWidget
{
    Q_OBJECT

public:
    explicit ToolDetails(Commands *commands, QWidget *parent = nullptr);

    void show(const ToolRow &tool);
    void showNothing();
    void progress(const QString &tag, const QJsonObject &params);
    /** The tool is gone for good. */
    void forget(quint64 number);
    /** Opens the part with the form. */
    void openTrial();
    ToolTrial *trial() const; //!< of the tool that is shown; null if none is

private:
    ToolTrial *trialOf(quint64 number);

    Commands *m_commands;
    quint64 m_shown = 0;
    QLabel *m_head;
    QTabWidget *m_parts;
    ToolAbout *m_about;
    QStackedWidget *m_trials;
    QPlainTextEdit *m_raw;
    QHash<quint64, ToolTrial *> m_trialOf;
    QList<quint64> m_recent; //!< the newest last; what was typed for the others is forgotten
};

} // namespace Signalbox
