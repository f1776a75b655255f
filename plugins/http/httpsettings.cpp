// SPDX-License-Identifier: GPL-3.0-or-later
#include "plugins/http/httpsettings.h"

#include <algorithm>

namespace Signalbox {

namespace {

using Speech = HttpSettings::Speech;

struct SpeechWord
{
    const char *word;
    Speech speech;
};
constexpr SpeechWord speechWords[] = {{"http", Speech::Any},
                                      {"streamable-http", Speech::Streamable},
                                      {"streamableHttp", Speech::Streamable},
                                      {"sse", Speech::Sse}};

/** Whose business a header is, if it is not the person's. */
struct ReservedHeader
{
    const char *name;
    const char *why;
};
constexpr const char *ofConnection = "belongs to the connection itself";
constexpr const char *ofProtocol = "is part of the protocol and is set by the gateway";
constexpr ReservedHeader reservedHeaders[] = {{"connection", ofConnection},
                                              {"keep-alive", ofConnection},
                                              {"proxy-connection", ofConnection},
                                              {"te", ofConnection},
                                              {"trailer", ofConnection},
                                              {"transfer-encoding", ofConnection},
                                              {"upgrade", ofConnection},
                                              {"content-length", ofConnection},
                                              {"expect", ofConnection},
                                              {"host", "is made from the url"},
                                              {"accept", ofProtocol},
                                              {"accept-encoding", ofProtocol},
                                              {"content-type", ofProtocol},
                                              {"last-event-id", ofProtocol}};
constexpr QLatin1StringView protocolPrefix("mcp-");

Reason problem(const QString &key, const QString &what)
{
    return {QStringLiteral("%1: %2").arg(key, what)};
}

bool isTokenCharacter(QChar c)
{
    const bool alphanumeric = (c >= u'a' && c <= u'z') || (c >= u'A' && c <= u'Z') || (c >= u'0' && c <= u'9');
    return alphanumeric || QStringLiteral("!#$%&'*+-.^_`|~").contains(c);
}

/** Empty if the person may set it. */
QString whyReserved(const QString &name)
{
    const QString lower = name.toLower();
    if (lower.startsWith(protocolPrefix))
        return QString::fromLatin1(ofProtocol);
    const auto *reserved = std::find_if(std::begin(reservedHeaders), std::end(reservedHeaders),
                                        [&](const auto &row) { return lower == QLatin1StringView(row.name); });
    return reserved == std::end(reservedHeaders) ? QString() : QString::fromLatin1(reserved->why);
}

Result<Header> readHeader(const QString &name, const QJsonValue &value)
{
    if (name.isEmpty() || !std::ranges::all_of(name, isTokenCharacter))
        return problem(QStringLiteral("headers"),
                       QStringLiteral("expected names of letters, digits and '-', got \"%1\"").arg(name));
    const QString key = QStringLiteral("headers.") + name;
    if (const QString why = whyReserved(name); !why.isEmpty())
        return problem(key, QStringLiteral("this header %1; take it out").arg(why));
    if (!value.isString())
        return problem(key, QStringLiteral("expected a text, got something else"));
    const QString text = value.toString().trimmed();
    const auto isControl = [](QChar c) { return (c < u' ' && c != u'\t') || c == QChar(0x7f); };
    if (std::ranges::any_of(text, isControl))
        return problem(key, QStringLiteral("expected one line of text, got one with control characters"));
    return Header(name.toLatin1(), text.toUtf8());
}

Result<HeaderList> readHeaders(const QJsonValue &value)
{
    HeaderList headers;
    if (value.isUndefined())
        return headers;
    if (!value.isObject())
        return problem(QStringLiteral("headers"), QStringLiteral("expected an object of texts, got something else"));
    const QJsonObject object = value.toObject();
    for (auto entry = object.begin(); entry != object.end(); ++entry) {
        const Result<Header> header = readHeader(entry.key(), entry.value());
        if (!header)
            return header.error();
        if (headerCount(headers, header->first) > 0)
            return problem(QStringLiteral("headers.") + entry.key(),
                           QStringLiteral("stands there twice, in different cases; take one out"));
        headers.append(*header);
    }
    return headers;
}

Result<QUrl> readUrl(const QJsonValue &value)
{
    QUrl url(value.toString().trimmed(), QUrl::StrictMode);
    const bool isWeb = url.scheme() == QLatin1StringView("http") || url.scheme() == QLatin1StringView("https");
    if (!value.isString() || !url.isValid() || !isWeb || url.host().isEmpty())
        return problem(QStringLiteral("url"),
                       QStringLiteral("expected an address that begins with http:// or https://, got something else"));
    url.setFragment(QString());
    return url;
}

Result<Speech> readSpeech(const QJsonValue &value)
{
    if (value.isUndefined())
        return Speech::Any;
    for (const auto &[word, speech] : speechWords) {
        if (value.toString() == QLatin1StringView(word))
            return speech;
    }
    return problem(QStringLiteral("type"), QStringLiteral("expected \"http\", \"streamable-http\" or \"sse\""));
}

} // namespace

Result<HttpSettings> HttpSettings::read(const QJsonObject &settings)
{
    const Result<QUrl> url = readUrl(settings.value(QStringLiteral("url")));
    if (!url)
        return url.error();
    const Result<HeaderList> headers = readHeaders(settings.value(QStringLiteral("headers")));
    if (!headers)
        return headers.error();
    const Result<Speech> speech = readSpeech(settings.value(QStringLiteral("type")));
    if (!speech)
        return speech.error();
    return HttpSettings{*url, *headers, *speech};
}

} // namespace Signalbox
