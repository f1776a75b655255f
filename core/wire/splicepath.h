// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/wire/jsonview.h"

#include <QList>

namespace Signalbox {

/** Where a path of keys leads inside an object: to a member, or to the innermost object that lacks the next key. */
class SplicePath
{
public:
    enum class Outcome { Found, Missing, Blocked }; //!< blocked: a value on the way is no object

    /** Follows `keys` from `object` down. */
    SplicePath(JsonView object, QList<QByteArrayView> keys);

    Outcome outcome() const { return m_outcome; }
    QByteArrayView value() const { return m_value; } //!< of the member found
    /** The member found with its key and the one comma that goes with it. */
    QByteArrayView member() const { return m_member; }

    /** Where in the innermost object a member is added: behind the last one. */
    const char *place() const { return insertionPoint(m_object); }
    int missing() const { return int(m_missing.size()); } //!< how many keys are to be created
    QByteArray before() const; //!< what stands before the value when the missing keys are created
    QByteArray after() const { return QByteArray(qMax(0, missing() - 1), '}'); }

    /** `object` is one, braces included. */
    static const char *insertionPoint(JsonView object);
    static bool isEmptyObject(JsonView object) { return *(insertionPoint(object) - 1) == '{'; }

private:
    bool step(QByteArrayView key);

    Outcome m_outcome = Outcome::Found;
    JsonView m_object;
    QList<QByteArrayView> m_missing;
    QByteArrayView m_value;
    QByteArrayView m_member;
};

} // namespace Signalbox
