// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/wire/splicepath.h"

#include "core/wire/plaintext.h"

namespace Signalbox {

SplicePath::SplicePath(JsonView object, QList<QByteArrayView> keys)
    : m_object(object)
{
    while (!keys.isEmpty()) {
        if (!m_object.isObject()) {
            m_outcome = Outcome::Blocked;
            return;
        }
        if (!step(keys.first())) {
            m_outcome = Outcome::Missing;
            m_missing = std::move(keys);
            m_value = {}; // that of the object on the way
            m_member = {};
            return;
        }
        keys.removeFirst();
        if (!keys.isEmpty())
            m_object = JsonView(m_value);
    }
}

bool SplicePath::step(QByteArrayView key)
{
    const char *previousEnd = nullptr;
    for (auto at = m_object.begin(), last = m_object.end(); at != last; ++at) {
        if (!at.key().equals(key)) {
            previousEnd = at.value().raw().end();
            continue;
        }
        m_value = at.value().raw();
        const char *from = at.key().raw().begin();
        const char *end = m_value.end();
        auto following = at;
        if (++following != last)
            end = following.key().raw().begin();
        else if (previousEnd)
            from = previousEnd;
        m_member = QByteArrayView(from, end);
        return true;
    }
    return false;
}

QByteArray SplicePath::before() const
{
    QByteArray text;
    if (!isEmptyObject(m_object))
        text += ',';
    for (qsizetype i = 0; i < m_missing.size(); ++i) {
        if (i > 0)
            text += '{';
        text += jsonString(m_missing[i]) + ':';
    }
    return text;
}

const char *SplicePath::insertionPoint(JsonView object)
{
    const char *at = object.raw().end() - 1; // the closing brace; before it stand a value or the opening one
    while (isSpace(at[-1]))
        --at;
    return at;
}

} // namespace Signalbox
