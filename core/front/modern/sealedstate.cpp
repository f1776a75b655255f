// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/front/modern/sealedstate.h"

#include "core/front/modern/requestdigest.h"

#include <QCryptographicHash>
#include <QMessageAuthenticationCode>

namespace Signalbox {

namespace {

constexpr QByteArrayView mark = "signalbox1.";
constexpr auto encoding = QByteArray::Base64UrlEncoding | QByteArray::OmitTrailingEquals | QByteArray::AbortOnBase64DecodingErrors;
constexpr qsizetype longest = 1'024;

/** Takes equally long wherever the two differ. */
bool isSame(const QByteArray &a, const QByteArray &b)
{
    if (a.size() != b.size())
        return false;
    unsigned difference = 0;
    for (qsizetype i = 0; i < a.size(); ++i)
        difference |= unsigned(uchar(a[i]) ^ uchar(b[i]));
    return difference == 0;
}

} // namespace

bool SealedState::isOurs(QByteArrayView state)
{
    return state.startsWith(mark);
}

QByteArray SealedState::mac(const QByteArray &payload, const QByteArray &principal, const Message &request) const
{
    QMessageAuthenticationCode code(QCryptographicHash::Sha256, m_key);
    for (const QByteArray &part : {payload, principal, requestDigest(request)}) {
        code.addData(QByteArray::number(part.size()) + ':');
        code.addData(part);
    }
    return code.result();
}

QByteArray SealedState::seal(const Content &content, const QByteArray &principal, const Message &request) const
{
    const QByteArray payload = "{\"c\":" + jsonString(content.call) + ",\"r\":" + QByteArray::number(content.round)
        + ",\"x\":" + QByteArray::number(content.expires) + '}';
    return mark.toByteArray() + payload.toBase64(encoding) + '.' + mac(payload, principal, request).toBase64(encoding);
}

std::optional<SealedState::Content> SealedState::open(const QByteArray &state, const QByteArray &principal,
                                                      const Message &request, qint64 now) const
{
    if (!isOurs(state) || state.size() > longest)
        return std::nullopt;
    const QByteArrayList parts = state.mid(mark.size()).split('.');
    if (parts.size() != 2)
        return std::nullopt;
    const auto payload = QByteArray::fromBase64Encoding(parts[0], encoding);
    // Compared as written: the last character of the code has bits that decoding drops.
    if (!payload || payload.decoded.toBase64(encoding) != parts[0]
        || !isSame(parts[1], mac(payload.decoded, principal, request).toBase64(encoding)))
        return std::nullopt;
    // From here on it is what we wrote ourselves.
    const JsonView said = JsonView::parse(payload.decoded);
    const Content content{said["c"].string(), int(said["r"].integer().value_or(0)), said["x"].integer().value_or(0)};
    if (content.expires <= now)
        return std::nullopt;
    return content;
}

} // namespace Signalbox
