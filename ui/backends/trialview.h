// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QJsonObject>
#include <QWidget>

class QGridLayout;
class QLabel;

namespace Signalbox {

/** How the test of a server went, step by step, in words. */
class TrialView : public QWidget
{
    Q_OBJECT

public:
    explicit TrialView(QWidget *parent = nullptr);

    void clear();
    void showRunning();
    /** One more of its steps, while it runs. */
    void addStep(const QJsonObject &step);
    /** `{"ok", "steps": [{"what", "ok", "detail", "ms"}], "lastWords": […]}` */
    void showAnswer(const QJsonObject &answer);
    void showFailure(const QString &sentence);

private:
    void showHead(const char *icon, int tone, const QString &words);

    QLabel *m_icon;
    QLabel *m_head;
    QWidget *m_steps = nullptr;
    QGridLayout *m_rows = nullptr;
};

} // namespace Signalbox
