// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/routing/uritemplate.h"

namespace Signalbox {

namespace {
constexpr qsizetype longestTemplate = 4'096;
}

UriTemplate::UriTemplate(const QByteArray &uriTemplate)
{
    const QString text = QString::fromUtf8(uriTemplate.left(longestTemplate));
    QString pattern = QStringLiteral("^");
    qsizetype at = 0;
    while (at < text.size()) {
        const qsizetype open = text.indexOf(QLatin1Char('{'), at);
        const qsizetype close = open < 0 ? -1 : text.indexOf(QLatin1Char('}'), open);
        if (close < 0)
            break;
        pattern += QRegularExpression::escape(text.mid(at, open - at));
        const QChar sign = open + 1 < close ? text.at(open + 1) : QChar();
        const bool isSimple = sign.isLetterOrNumber() || sign == QLatin1Char('_') || sign == QLatin1Char('.');
        const bool isExploded = text.at(close - 1) == QLatin1Char('*');
        pattern += isSimple && !isExploded ? QStringLiteral("[^/?#]*") : QStringLiteral(".*");
        at = close + 1;
    }
    pattern += QRegularExpression::escape(text.mid(at)) + QLatin1Char('$');
    m_pattern.setPattern(pattern);
}

bool UriTemplate::matches(const QByteArray &uri) const
{
    return m_pattern.isValid() && m_pattern.match(QString::fromUtf8(uri)).hasMatch();
}

} // namespace Signalbox
