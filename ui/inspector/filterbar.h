// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/inspector/recordfilter.h"

#include <QSet>
#include <QTimer>
#include <QWidget>

class QCheckBox;
class QComboBox;
class QLineEdit;

namespace Signalbox {

/** What the person wants to see of the wire: whose, which server, which method, which words, errors alone. */
class FilterBar : public QWidget
{
    Q_OBJECT

public:
    explicit FilterBar(QWidget *parent = nullptr);

    /** New names become choices. */
    void learn(const QList<TapRecord> &records);
    void wantClient(quint64 number);
    void wantBackend(const QByteArray &slug);
    void wantEverything();
    void focusText();
    TapFilter wanted() const; //!< without a call

Q_SIGNALS:
    void changed();

private:
    QComboBox *makeChoice(const QString &all, const QString &name);
    static void addChoice(QComboBox *choice, const QString &text, const QVariant &value);

    QComboBox *m_clients;
    QComboBox *m_backends;
    QComboBox *m_methods;
    QLineEdit *m_text;
    QCheckBox *m_errors;
    QTimer m_typing; //!< a search reads every message: once the person pauses
};

} // namespace Signalbox
