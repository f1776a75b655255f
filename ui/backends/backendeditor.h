// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QJsonObject>
#include <QTimer>
#include <QWidget>

class QLabel;
class QLineEdit;
class QPlainTextEdit;
class QPushButton;
class QVBoxLayout;

namespace Signalbox {

class BackendForm;
class SettingsStore;
class TrialView;

/** Adds or changes one server: beside the table, judged while it is typed, tested before it is saved if wished. */
class BackendEditor : public QWidget
{
    Q_OBJECT

public:
    /** `store` outlives this. */
    explicit BackendEditor(SettingsStore *store, QWidget *parent = nullptr);

    void startAdding();
    void startEditing(const QString &name);
    /** The server that is edited; empty while one is added. */
    const QString &edited() const { return m_name; }
    /** One more step of a test that somebody asked for under that tag. */
    void showStep(const QString &tag, const QJsonObject &step);

Q_SIGNALS:
    void closed();

protected:
    void keyPressEvent(QKeyEvent *event) override;

private:
    void buildButtons(QVBoxLayout *layout);
    void open();
    void takePaste();
    void judgeSoon();
    void judge();
    void test();
    void save();
    void say(const QString &sentence, bool isBad);
    QString newName() const;
    QJsonObject arguments(const QJsonObject &settings) const;

    SettingsStore *m_store;
    QLabel *m_head;
    QWidget *m_pasteRow;
    QPlainTextEdit *m_paste;
    QLineEdit *m_nameField;
    BackendForm *m_form;
    QLabel *m_note;
    TrialView *m_trial;
    QPushButton *m_test;
    QPushButton *m_save;
    QTimer m_judging;
    QString m_name;
    QString m_tag; //!< of the test that goes on
    quint64 m_round = 0; //!< answers to what was asked before are late
};

} // namespace Signalbox
