// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/inspector/changes.h"

#include <QWidget>

class QLabel;
class QPlainTextEdit;

namespace Signalbox {

/**
 * One message in full: as it passed the client's side at the left and the server's side at the right, what the gateway
 * changed marked and said in words, and where the time went.
 */
class RecordDetails : public QWidget
{
    Q_OBJECT

public:
    explicit RecordDetails(QWidget *parent = nullptr);

    /** `other` is the same message on the other side; null if there is none. */
    void show(const TapRecord &record, const TapRecord *other);
    void showNothing();
    /** The bytes as they passed instead of laid out. */
    void setRaw(bool raw);
    bool isRaw() const { return m_isRaw; }

protected:
    void changeEvent(QEvent *event) override;

private:
    struct Pane
    {
        QLabel *title;
        QPlainTextEdit *text;
    };
    Pane makePane(const QString &name);
    void fill(const Pane &pane, const TapRecord *record, const QString &absence) const;
    void mark(QPlainTextEdit *text, const QList<TextPart> &parts) const;
    QString layOut(const TapRecord &record) const;
    void render();

    QLabel *m_head;
    QLabel *m_changes;
    Pane m_client;
    Pane m_server;
    TapRecord m_record;
    TapRecord m_other;
    Changes::Marked m_marked; //!< client's side, server's side
    bool m_hasRecord = false;
    bool m_hasOther = false;
    bool m_isRaw = false;
};

} // namespace Signalbox
