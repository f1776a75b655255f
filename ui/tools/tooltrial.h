// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

class QLabel;
class QProgressBar;
class QPushButton;

namespace Signalbox {

class Commands;
class SchemaForm;
class ToolAnswer;
struct ToolRow;

/** Trying a tool: the form of its arguments, and what it answers. */
class ToolTrial : public QWidget
{
    Q_OBJECT

public:
    explicit ToolTrial(Commands *commands, QWidget *parent = nullptr);

    /** The tool, or what it has become. */
    void setTool(const ToolRow &tool);
    bool isRunning() const { return !m_tag.isEmpty(); }
    /** `params` of a progress notification. */
    void progress(const QString &tag, const QJsonObject &params);
    void run();

    SchemaForm *form() const { return m_form; }
    ToolAnswer *answer() const { return m_answer; }

private:
    void cancel();
    void finish(const QString &tag);
    void updateButtons();

    Commands *m_commands;
    QString m_name;
    bool m_isHidden = false;
    QString m_tag; //!< of the call under way; empty = none
    SchemaForm *m_form;
    QPushButton *m_run;
    QPushButton *m_cancel;
    QProgressBar *m_bar;
    QLabel *m_note;
    ToolAnswer *m_answer;
};

} // namespace Signalbox
