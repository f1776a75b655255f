// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/config/settingsmask.h"
#include "core/result.h"

#include <QList>
#include <QSet>

namespace Signalbox {

/** A secret of the file and what leads to it: the name of an option, a parameter or a header. */
struct NamedSecret
{
    QString name;
    QString secret;
};

/** `previous`: the element before, in a list. */
QList<NamedSecret> namedSecrets(const MaskedText &text, const QString &previous);

/** `text` was edited around its masks: each is what goes by the same name, if that is one and the same secret. */
Result<QString> filledByName(const QString &text, const QString &previous, const QList<NamedSecret> &known);

/** A list of texts as it is in the file, and as it comes back: edited, and with masks for its secrets. */
class MaskedList
{
public:
    struct Element
    {
        QString original;
        MaskedText masked;
    };

    MaskedList(QList<Element> before, QStringList after);

    /** That element of the list which came back, with its secrets. Fails if it could be one of several. */
    Result<QString> filled(qsizetype index) const;

private:
    using Places = QList<qsizetype>; //!< in the list of the file

    bool isSame(qsizetype before, qsizetype after) const;
    QList<NamedSecret> namedSecretsLeft() const;
    bool agree(const Places &places) const;
    Places aligned(qsizetype index, const Places &places) const;
    QString previousBefore(qsizetype index) const { return index > 0 ? m_before[index - 1].masked.text : QString(); }
    QString previousAfter(qsizetype index) const { return index > 0 ? m_after[index - 1] : QString(); }

    QList<Element> m_before;
    QStringList m_after;
    QStringList m_spelled; //!< the elements of the file, together with what is before them if they need that
    QSet<QString> m_cameBack; //!< of m_spelled
    bool m_isUnchanged = true;
};

} // namespace Signalbox
