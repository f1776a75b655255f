// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QTimer>
#include <QWidget>

class QLabel;
class QListWidget;
class QSettings;
class QStackedWidget;

namespace Signalbox {

class Board;
class Commands;
class Page;
class QuestionPanel;

/** The one window: an overview at the top, a list of views at the side, the chosen one in the middle. */
class Window : public QWidget
{
    Q_OBJECT

public:
    /** In the order of the list; a view without a page is not in it. */
    enum View { Overview, Sessions, Streams, Notifications, Backends, Tools, Inspector, Settings, Clients };

    /** `settingsFolder` empty: size and place are not remembered. Board and commands outlive this. */
    Window(Board *board, Commands *commands, const QString &settingsFolder, QWidget *parent = nullptr);
    ~Window() override;

    void openView(View view);
    Page *page(View view) const; //!< null if there is none
    /** Brings the window before the person's eyes. */
    void present();
    QuestionPanel *questions() const { return m_questions; }
    /** What did not work, until the person does something else. */
    void tellFailure(const QString &command, const QString &sentence);

Q_SIGNALS:
    void quitAsked();
    void shownOrHidden(bool isShown);

protected:
    void showEvent(QShowEvent *event) override;
    void hideEvent(QHideEvent *event) override;

private:
    /** What the list at the side says of a view, and what is shown for it. */
    struct Place
    {
        View view;
        QString title;
        Page *page;
    };
    void addPage(View view, const char *icon, const QString &title, Page *page);
    void buildPages(const QString &settingsFolder);
    void buildSide();
    void buildFailureRow();
    void buildShortcuts();
    int rowOf(View view) const;
    void updateSide();
    void remember() const;
    void recall();

    Board *m_board;
    Commands *m_commands;
    QString m_settingsFile;
    QList<Place> m_places;
    QListWidget *m_side;
    QStackedWidget *m_stack;
    QWidget *m_failureRow;
    QLabel *m_failure;
    QuestionPanel *m_questions;
    QTimer m_clock; //!< ages grow while somebody sees them
};

} // namespace Signalbox
