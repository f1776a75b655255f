// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/wire/jsonview.h"

#include <QByteArray>
#include <QList>

namespace Signalbox {

/** Replaces parts of JSON text; every other byte is kept. All parts are views into the same text. */
class JsonSplice
{
public:
    explicit JsonSplice(QByteArrayView text)
        : m_text(text)
    {
    }

    /** `part` exists and lies inside the text, behind the parts replaced before. */
    void replace(const JsonView &part, QByteArrayView raw)
    {
        const qsizetype from = part.raw().data() - m_text.data();
        m_result += m_text.sliced(m_taken, from - m_taken);
        m_result += raw;
        m_taken = from + part.raw().size();
    }
    QByteArray result() &&
    {
        m_result += m_text.sliced(m_taken);
        return std::move(m_result);
    }

private:
    QByteArrayView m_text;
    QByteArray m_result;
    qsizetype m_taken = 0;
};

} // namespace Signalbox
