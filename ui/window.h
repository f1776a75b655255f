// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QJsonObject>
#include <QTimer>
#include <QWidget>

class QLabel;
class QListWidget;
class QPushButton;
class QSettings;
class QStackedWidget;

namespace Signalbox {

class BackendDetails;
class Board;
class NoticeDetails;
class TablePage;

/** The one window: an overview at the top, a list of views at the side, a table and its details in the middle. */
class Window : public QWidget
{
    Q_OBJECT

public:
    enum View { Sessions, Streams, Backends, Notifications };

    /** `settingsFolder` empty: size and place are not remembered. The board outlives this. */
    Window(Board *board, const QString &settingsFolder, QWidget *parent = nullptr);
    ~Window() override;

    void openView(View view);
    TablePage *page(View view) const { return m_pages.at(view); }
    /** Brings the window before the person's eyes. */
    void present();
    /** What did not work, until the person does something else. */
    void tellFailure(const QString &command, const QString &sentence);

Q_SIGNALS:
    void commandAsked(const QString &name, const QJsonObject &arguments);
    void quitAsked();

protected:
    void showEvent(QShowEvent *event) override;
    void hideEvent(QHideEvent *event) override;

private:
    void buildPages();
    void buildSide();
    void buildShortcuts();
    void addCommand(View view, const char *icon, const QString &text, const QString &hint, const QString &command);
    void askForSelection(View view, const QString &command);
    void enableButtons(View view);
    void showBackend();
    void showNotice();
    void updateSide();
    void remember() const;
    void recall();

    Board *m_board;
    QString m_settingsFile;
    QList<TablePage *> m_pages;
    QList<QList<QPushButton *>> m_buttons;
    BackendDetails *m_backendDetails;
    NoticeDetails *m_noticeDetails;
    QListWidget *m_side;
    QStackedWidget *m_stack;
    QWidget *m_failureRow;
    QLabel *m_failure;
    QTimer m_clock; //!< ages grow while somebody sees them
    quint64 m_shownNotice = 0;
};

} // namespace Signalbox
