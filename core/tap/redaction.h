// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QByteArrayList>

namespace Signalbox {

/**
 * Hides secrets in the bytes of a message before anybody sees them; every other byte stays, and valid JSON stays valid.
 * Hidden are: text and numbers under names of secrets and in environments, at any depth and also in JSON that is itself
 * written in a string; `secrets` wherever a text contains them; and what is a key or a bearer token by its looks.
 */
class Redaction
{
public:
    static constexpr QByteArrayView hidden = "[hidden]";

    /** `secrets` are plain texts; short ones are left out, because they would be found everywhere. */
    explicit Redaction(const QByteArrayList &secrets = {});

    struct Outcome
    {
        QByteArray bytes; //!< shares the original where nothing had to change
        bool isChanged = false;
        bool isCut = false;
    };
    /** `most` bytes of the outcome are made; a JSON text that is longer ends somewhere. */
    Outcome of(const QByteArray &json, qsizetype most) const;
    /** Of text that is no JSON. */
    QByteArray ofText(QByteArray text) const;

private:
    friend class RedactionWalk;
    QByteArrayList m_secrets; //!< as they stand in a JSON string
};

/** One line per header that a reader of the message needs; values of secrets replaced by $TOKEN, $SESSION or hidden. */
QByteArray shownHeader(const QByteArray &name, const QByteArray &value);

} // namespace Signalbox
