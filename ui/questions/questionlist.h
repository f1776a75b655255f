// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/bus/facts.h"

#include <QJsonObject>
#include <QObject>

namespace Signalbox {

/** A question of a server that the person can answer. Texts come from the server: untrusted. */
struct Question
{
    quint64 number = 0;
    quint64 session = 0; //!< of the client in whose call it came
    QString source; //!< slug of the server
    QString tool; //!< in whose call it came; may be empty
    QString method;
    QJsonObject params;
    QDateTime until; //!< invalid: nobody said

    bool isForm() const { return method == QLatin1String("elicitation/create") && !isUrl(); }
    bool isUrl() const { return params.value(QStringLiteral("mode")).toString() == QLatin1String("url"); }
    bool isRoots() const { return method == QLatin1String("roots/list"); }
    bool isSampling() const { return method == QLatin1String("sampling/createMessage"); }
};

/** The questions that wait for the person, oldest first. */
class QuestionList : public QObject
{
    Q_OBJECT

public:
    using QObject::QObject;

    const QList<Question> &questions() const { return m_questions; }
    void take(const AskFact &fact);

Q_SIGNALS:
    void added(const Signalbox::Question &question);
    void removed(quint64 number); //!< answered, withdrawn or too late

private:
    QList<Question> m_questions;
};

} // namespace Signalbox
